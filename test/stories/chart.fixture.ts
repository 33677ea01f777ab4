import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoSeed } from '../../packages/cli/src/seed/demoSeed.ts'

const DATA = '../shared/data/fhir/synthea-2019'
export const here = existsSync(DATA)
const CHARTS = 10

/** A resource as its file has it. */
export interface Source {
  readonly resourceType: string
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: FHIR as the file has it
  readonly [element: string]: any
}

/** One patient's resources, as its file and ours have them. */
export interface Chart {
  readonly file: string
  readonly patient: Source
  readonly resources: readonly Source[]
}

/** Ten charts of the data, or of the demonstration where that is absent, and what to import for them. */
export function tenCharts(folder: string): { readonly charts: readonly Chart[]; readonly paths: readonly string[] } {
  const files = here ? readdirSync(DATA).map((name) => join(DATA, name)) : written(folder)
  const read = files
    .toSorted()
    .map((file) => ({ file, resources: resourcesOf(JSON.parse(readFileSync(file, 'utf8'))) }))
  const charts = read.flatMap(({ file, resources }) => {
    const patient = resources.find(({ resourceType }) => resourceType === 'Patient')
    return patient === undefined ? [] : [{ file, patient, resources: [...resources, ...besides(patient.id)] }]
  })
  const ten = charts.slice(0, CHARTS)
  const ours = join(folder, 'besides.ndjson')
  const lines = [...STAFF, ...ten.flatMap(({ patient }) => besides(patient.id))]
  writeFileSync(ours, lines.map((line) => JSON.stringify(line)).join('\n'))
  return { charts: ten, paths: [...files, ours] }
}

function resourcesOf(bundle: { entry: { resource: Source }[] }): Source[] {
  return bundle.entry.map(({ resource }) => resource)
}

/** The demonstration's first tenant as files, without those whose visits are labelled: the desk knows of those none. */
function written(folder: string): string[] {
  mkdirSync(join(folder, 'charts'))
  const bundles = demoSeed({ now: Date.now() })[0]?.bundles ?? []
  const plain = bundles.filter((bundle) => !/Pregnancy|depressive/.test(JSON.stringify(bundle)))
  return plain.map((bundle, i) => {
    const file = join(folder, 'charts', `${String(i).padStart(2, '0')}.json`)
    writeFileSync(file, JSON.stringify(bundle))
    return file
  })
}

/** Who reads them: nobody of the data's own, so that only what is told makes them treat anybody. */
export const READERS = { doctor: 'story-doctor', nurse: 'story-nurse', outsider: 'story-outsider' } as const
const STAFF = Object.values(READERS).map((id) => ({ resourceType: 'Practitioner', id, name: [{ family: id }] }))

/** What the data has nothing of: how a medication is taken, in words, and an insurance. */
function besides(patient: string): Source[] {
  const reference = { reference: `Patient/${patient}` }
  return [
    {
      resourceType: 'MedicationRequest',
      id: `story-${patient.slice(0, 20)}-m`,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '313782' }],
        text: 'acetaminophen 325 MG Oral Tablet',
      },
      subject: reference,
      authoredOn: '2026-01-15',
      dosageInstruction: [{ text: `Two tablets when in pain (${patient.slice(0, 4)})`, asNeededBoolean: true }],
    },
    {
      resourceType: 'Coverage',
      id: `story-${patient.slice(0, 20)}-c`,
      status: 'active',
      subscriberId: `S-${patient.slice(0, 8)}`,
      beneficiary: reference,
      payor: [{ display: 'a payer of the story' }],
      period: { start: '2026-01-01' },
    },
  ]
}

/** The lists of a chart: what FHIR calls their type, and the element that says what a record is. */
export const LISTS = {
  encounters: ['Encounter', 'class'],
  observations: ['Observation', 'code'],
  medicationRequests: ['MedicationRequest', 'medicationCodeableConcept'],
  allergyIntolerances: ['AllergyIntolerance', 'code'],
  immunizations: ['Immunization', 'vaccineCode'],
  procedures: ['Procedure', 'code'],
  diagnosticReports: ['DiagnosticReport', 'code'],
  conditions: ['Condition', 'code'],
  careTeams: ['CareTeam', 'status'],
  goals: ['Goal', 'description'],
  carePlans: ['CarePlan', 'category'],
  coverages: ['Coverage', 'subscriberId'],
  documentReferences: ['DocumentReference', 'type'],
} as const
export type List = keyof typeof LISTS
export const lists = Object.keys(LISTS) as List[] // the keys written above

/** Selects of a list what it is of; more than one chart of the ten has of anything but observations fits a page. */
const SELECTED: Readonly<Record<string, string>> = {
  class: 'class { code }',
  status: 'status',
  subscriberId: 'subscriberId',
}
export function listQuery(list: List, first = 50): string {
  const [, element] = LISTS[list]
  const select = SELECTED[element] ?? `${element} { coding { code } text }`
  return `${list}(first: ${first}) { nodes { ${select} } pageInfo { hasNextPage } }`
}

/** How often each thing is in a list, by its first code or its text. */
export function tally(elements: readonly unknown[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const element of elements) {
    const name = nameOf(element)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

function nameOf(element: unknown): string {
  const one = Array.isArray(element) ? element[0] : element
  return typeof one === 'string' ? one : (one?.coding?.[0]?.code ?? one?.code ?? one?.text ?? 'without')
}
