import type { SeedResource } from './fhirJson.ts'
import { type MeasureName, measures } from './measures.ts'
import { bloodPressure, coded, type Finding, measured, written } from './observation.ts'
import type { Person } from './people.ts'
import { checkupLabs, healthyVitals, problems, type Trend } from './problems.ts'
import type { Random } from './random.ts'
import type { VisitWithRounds } from './visits.ts'

const smokingStatus = ['72166-2', 'Tobacco smoking status'] as const
const smoking = [
  ['266919005', 'Never smoked tobacco'],
  ['8517006', 'Ex-smoker'],
  ['266919005', 'Never smoked tobacco'],
  ['449868002', 'Smokes tobacco daily'],
] as const
const cultures = {
  followed: { code: ['630-4', 'Bacteria identified in Urine by Culture'], value: 'No growth after 48 hours' },
  pregnancy: { code: ['630-4', 'Bacteria identified in Urine by Culture'], value: 'Mixed flora, no pathogen' },
  ward: { code: ['600-7', 'Bacteria identified in Blood by Culture'], value: 'No growth to date' },
} as const

/** Everything found in a person's visits: vital signs, laboratory results, scores, a smoking status, a culture. */
export function findingsOf(options: {
  readonly person: Person
  readonly visits: readonly VisitWithRounds[]
  readonly random: Random
}): readonly SeedResource[] {
  const { person, visits, random } = options
  const isAdult = person.course !== 'child'
  const weightOffset = isAdult ? random.between(-7, 7) : 0
  return visits.flatMap((visit, index) => {
    const last = person.course === 'ward' ? visit.rounds.length - 1 : visits.length - 1
    const found = visit.rounds.flatMap((time, round) => {
      const progress = visit.rounds.length > 1 ? round / last : person.course === 'ward' ? 0 : index / last
      const trends = isAdult ? adultTrends(person, visit) : childTrends(person, time)
      const values = valuesAt({ trends, progress, weightOffset, random })
      return resultsOf({ visit, round, time, values })
    })
    const finding = findingOf({ visit, round: 0, time: visit.rounds[0] ?? visit.start })
    if (index === 0 && isAdult) found.push(smokingOf(finding, random))
    const culture = index === visits.length - 1 ? cultureOf(finding, person) : undefined
    return culture === undefined ? found : [...found, culture]
  })
}

function smokingOf(finding: Finding, random: Random): SeedResource {
  return coded({ ...finding, id: `${finding.id}-smoking` }, { code: smokingStatus, value: random.pick(smoking) })
}

function cultureOf(finding: Finding, { course }: Person): SeedResource | undefined {
  if (course !== 'followed' && course !== 'pregnancy' && course !== 'ward') return undefined
  return written({ ...finding, id: `${finding.id}-culture` }, cultures[course])
}

// What brought a patient to a ward was not there at the visit before.
function adultTrends(person: Person, visit: VisitWithRounds): readonly Trend[] {
  const present = person.course === 'ward' && visit.setting === 'office' ? person.problems.slice(1) : person.problems
  const own = present.flatMap((name): readonly Trend[] => problems[name].trends)
  return [...own, ...healthyVitals, ...(present.length === 0 ? checkupLabs : [])]
}

// Near the median of https://www.cdc.gov/growthcharts/ from 4 to 16 years.
function childTrends(person: Person, time: string): readonly Trend[] {
  const years = (Date.parse(time) - Date.parse(person.birthDate)) / (365.25 * 24 * 3600 * 1000)
  const grown = Math.min(Math.max(years, 4), 16) - 2
  const own = person.problems.flatMap((name): readonly Trend[] => problems[name].trends)
  return [
    ...own.filter(([name]) => name !== 'peakFlow'),
    ['height', 85 + 6.4 * grown, 85 + 6.4 * grown],
    ['weight', 12 + 2.6 * grown, 12 + 2.6 * grown],
    ['heartRate', 96, 90],
    ['temperature', 36.8, 36.7],
  ]
}

// By what fraction one measurement differs from the next in a body that does not change.
const spread: Readonly<Partial<Record<MeasureName, number>>> = {
  temperature: 0.004,
  oxygenSaturation: 0.008,
  height: 0.002,
  weight: 0.006,
}

function valuesAt(options: {
  readonly trends: readonly Trend[]
  readonly progress: number
  readonly weightOffset: number
  readonly random: Random
}): ReadonlyMap<MeasureName, number> {
  const { trends, progress, weightOffset, random } = options
  const values = new Map<MeasureName, number>()
  for (const [name, first, last] of trends) {
    if (values.has(name)) continue
    const expected = first + (last - first) * progress + (name === 'weight' ? weightOffset : 0)
    const width = spread[name] ?? 0.025
    const value = expected * (1 + random.between(-width, width))
    values.set(name, name === 'oxygenSaturation' ? Math.min(value, 99) : value)
  }
  return values
}

interface Round {
  readonly visit: VisitWithRounds
  readonly round: number
  readonly time: string
}

function findingOf({ visit, round, time }: Round): Finding {
  const id = visit.rounds.length > 1 ? `${visit.id}d${round + 1}` : visit.id
  return { id, patient: visit.patient, encounter: visit.id, performer: visit.doctor, time }
}

function resultsOf({
  values,
  ...round
}: Round & { readonly values: ReadonlyMap<MeasureName, number> }): SeedResource[] {
  const finding = findingOf(round)
  const bedside = { ...finding, performer: round.visit.nurse }
  const systolic = values.get('systolic')
  const diastolic = values.get('diastolic')
  const results: SeedResource[] = []
  if (systolic !== undefined && diastolic !== undefined) {
    results.push(bloodPressure({ ...bedside, id: `${finding.id}-85354-9` }, systolic, diastolic))
  }
  for (const [name, value] of values) {
    if (name === 'systolic' || name === 'diastolic') continue
    const by = measures[name].category === 'vital-signs' ? bedside : finding
    results.push(measured({ ...by, id: `${finding.id}-${measures[name].loinc}` }, name, value))
  }
  return results
}
