import { concept, referenceTo, type SeedResource, synthetic, systems } from './fhirJson.ts'
import { type ProblemName, problems } from './problems.ts'
import { organizationId, type TenantName } from './staff.ts'

/** A visit or a stay; `end` null: it still runs. */
export interface Visit {
  readonly id: string
  readonly patient: string
  readonly doctor: string
  readonly nurse: string
  readonly start: string
  readonly end: string | null
  readonly setting: keyof typeof settings
}

const settings = {
  office: { code: 'AMB', display: 'ambulatory', type: concept(systems.snomed, '185349003', 'Encounter for check up') },
  ward: {
    code: 'IMP',
    display: 'inpatient encounter',
    type: concept(systems.snomed, '32485007', 'Hospital admission'),
  },
} as const
const checkup = { code: '185349003', display: 'Encounter for check up' }

/** A visit's Encounter resource, for the reason given or a check-up. */
export function encounterResource(tenant: TenantName, visit: Visit, reason: ProblemName | undefined): SeedResource {
  const { code, display, type } = settings[visit.setting]
  const why = reason === undefined ? checkup : problems[reason]
  return {
    resourceType: 'Encounter',
    id: visit.id,
    meta: synthetic,
    status: visit.end === null ? 'in-progress' : 'finished',
    class: { system: systems.actCode, code, display },
    type: [type],
    subject: referenceTo('Patient', visit.patient),
    participant: [
      participant(['ATND', 'attender'], visit.doctor),
      participant(['SPRF', 'secondary performer'], visit.nurse),
    ],
    period: { start: visit.start, ...(visit.end !== null && { end: visit.end }) },
    reasonCode: [concept(systems.snomed, why.code, why.display)],
    serviceProvider: referenceTo('Organization', organizationId(tenant)),
  }
}

function participant(type: readonly [string, string], practitioner: string) {
  return {
    type: [concept(systems.participation, ...type)],
    individual: referenceTo('Practitioner', practitioner),
  }
}
