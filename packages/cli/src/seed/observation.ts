import { concept, quantity, referenceTo, type SeedResource, synthetic, systems } from './fhirJson.ts'
import { type Measure, type MeasureName, measures } from './measures.ts'

/** Where and by whom something was found. */
export interface Finding {
  readonly id: string
  readonly patient: string
  readonly encounter: string
  readonly performer: string
  /** ISO 8601, UTC. */
  readonly time: string
}

const categoryDisplay = {
  'vital-signs': 'Vital Signs',
  laboratory: 'Laboratory',
  survey: 'Survey',
  'social-history': 'Social History',
} as const
const flags = { L: 'Low', N: 'Normal', H: 'High' } as const

/** A number, with its unit, reference range and interpretation. */
export function measured(finding: Finding, name: MeasureName, value: number): SeedResource {
  return { ...observation(finding, measures[name].category), ...result(name, value) }
}

/** A blood pressure panel, LOINC 85354-9, of two components. */
export function bloodPressure(finding: Finding, systolic: number, diastolic: number): SeedResource {
  return {
    ...observation(finding, 'vital-signs'),
    code: concept(systems.loinc, '85354-9', 'Blood pressure panel with all children optional'),
    component: [result('systolic', systolic), result('diastolic', diastolic)],
  }
}

/** A coded result. */
export function coded(
  finding: Finding,
  { code, value }: { readonly code: readonly [string, string]; readonly value: readonly [string, string] },
): SeedResource {
  return {
    ...observation(finding, 'social-history'),
    code: concept(systems.loinc, ...code),
    valueCodeableConcept: concept(systems.snomed, ...value),
  }
}

/** A result in words. */
export function written(
  finding: Finding,
  { code, value }: { readonly code: readonly [string, string]; readonly value: string },
): SeedResource {
  return { ...observation(finding, 'laboratory'), code: concept(systems.loinc, ...code), valueString: value }
}

function observation({ id, patient, encounter, performer, time }: Finding, category: keyof typeof categoryDisplay) {
  return {
    resourceType: 'Observation',
    id,
    meta: synthetic,
    status: 'final',
    category: [concept(systems.category, category, categoryDisplay[category])],
    subject: referenceTo('Patient', patient),
    encounter: referenceTo('Encounter', encounter),
    effectiveDateTime: time,
    issued: time,
    performer: [referenceTo('Practitioner', performer)],
  }
}

function result(name: MeasureName, value: number) {
  const measure = measures[name]
  const rounded = Number(value.toFixed(measure.decimals))
  return {
    code: concept(systems.loinc, measure.loinc, measure.display),
    valueQuantity: quantity(rounded, measure),
    ...interpretation(measure, rounded),
  }
}

function interpretation(measure: Measure, value: number) {
  const { low, high } = measure
  if (low === null && high === null) return {}
  const flag = low !== null && value < low ? 'L' : high !== null && value > high ? 'H' : 'N'
  const range = {
    ...(low !== null && { low: quantity(low, measure) }),
    ...(high !== null && { high: quantity(high, measure) }),
  }
  return { interpretation: [concept(systems.interpretation, flag, flags[flag])], referenceRange: [range] }
}
