import type { Segment } from '@wardgraph/schema/types'
import type { User } from '../fixtures/clinic.ts'
import type { Rule } from './interpreter.ts'

/** What a row asks for: the way through the schema, from edge to edge, to the field that stands for the class. */
export const WHAT = {
  NAME: ['Patient.name'],
  BIRTHDATE: ['Patient.birthDate'],
  GENDER: ['Patient.gender'],
  IDENTIFIER: ['Patient.identifier'],
  CONTACT: ['Patient.telecom'],
  CONSENT: ['Patient.consents'],
  CHART_LABEL: ['Patient.segments'],
  STAFF: ['Patient.generalPractitioner', 'Practitioner.name'],
  PLACE: ['Patient.managingOrganization', 'Organization.name'],
  VISIT: ['Patient.encounters', 'Encounter.status'],
  REASON: ['Patient.encounters', 'Encounter.reasonCode'],
  VISIT_LABEL: ['Patient.encounters', 'Encounter.segments'],
  VISIT_PATIENT: ['Patient.encounters', 'Encounter.subject', 'Patient.name'],
  FINDING: ['Patient.observations', 'Observation.valueString'],
  FINDING_LABEL: ['Patient.observations', 'Observation.segments'],
  FINDING_VISIT: ['Patient.observations', 'Observation.encounter', 'Encounter.status'],
  PERFORMER: ['Patient.observations', 'Observation.performer', 'Practitioner.name'],
  LINKED: ['Patient.linked', 'Patient.name'],
  LINKED_FINDING: ['Patient.linked', 'Patient.observations'],
  OWN_LIST: [],
  BY_MRN: [],
  BY_NAME: [],
  REVIEW: [],
  ME: [],
} as const
export type What = keyof typeof WHAT

export function isWhat(name: string): boolean {
  return Object.hasOwn(WHAT, name)
}

/** What was written for a row. */
export interface Planted {
  readonly patient: string
  readonly visit: string
  readonly finding: string
  readonly other: string
  readonly mrn: string
  readonly family: string
  readonly birthDate: string | null
  readonly user: User
  readonly rules: readonly Rule[]
}

const SELECTION: Readonly<Record<string, string>> = {
  'Patient.name': '{ family }',
  'Practitioner.name': '{ family }',
  'Patient.identifier': '{ value }',
  'Patient.telecom': '{ value }',
  'Patient.consents': '{ id }',
  'Encounter.reasonCode': '{ text }',
}
const CONNECTIONS = ['observations', 'encounters', 'linked']

/** The query of a row. */
export function documentOf(what: What, { patient, mrn, family, birthDate }: Planted): string {
  if (what === 'ME') return '{ me { role } }'
  if (what === 'REVIEW') return '{ reviews(first: 100) { nodes { kind } } }'
  if (what === 'OWN_LIST') return '{ patients { nodes { id } } }'
  if (what === 'BY_MRN') return `{ patients(mrn: "${mrn}") { nodes { id } } }`
  if (what === 'BY_NAME') return `{ patients(family: "${family}", birthDate: "${birthDate}") { nodes { id } } }`
  const selection = [...WHAT[what]].reverse().reduce((inner, coordinate) => {
    const name = fieldOf(coordinate)
    if (inner === '')
      return CONNECTIONS.includes(name) ? `${name} { nodes { id } }` : `${name} ${SELECTION[coordinate] ?? ''}`
    return CONNECTIONS.includes(name) ? `${name} { nodes { id ${inner} } }` : `${name} { id ${inner} }`
  }, '')
  return `{ patient(id: "${patient}") { id ${selection} } }`
}

const fieldOf = (coordinate: string) => coordinate.split('.')[1] ?? ''

interface GraphqlError {
  readonly path?: readonly (string | number)[]
  readonly extensions: { readonly code: string }
}
interface Reply {
  // biome-ignore lint/suspicious/noExplicitAny: data of whatever shape was asked for
  readonly data?: any
  readonly errors?: readonly GraphqlError[]
}

/** The outcome that a reply shows by its data and errors alone; a sentence where it shows none. */
export function classify(
  { data, errors = [] }: Reply,
  of: { readonly what: What; readonly planted: Planted; readonly segments: readonly Segment[] },
): string {
  const { what } = of
  const forbidden = new Set(errors.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`))
  if (!data)
    return forbidden.size === 1 && /^ (FORBIDDEN|UNAUTHENTICATED)$/.test([...forbidden][0] ?? '')
      ? 'REFUSED'
      : `errors ${[...forbidden]}`
  if (forbidden.size > 1) return `errors ${[...forbidden]}`
  const [root = ''] = Object.keys(data)
  if (data[root] === null)
    return forbidden.has(`${root} FORBIDDEN`) ? 'REFUSED' : forbidden.size === 0 ? 'ABSENT' : `errors ${[...forbidden]}`
  const { value, path, absent } = WHAT[what].length === 0 ? leafOfRoot(data, of) : walk(data.patient, of)
  if (value === null && forbidden.has(`${path} FORBIDDEN`)) return 'DENIED'
  if (forbidden.size > 0) return `errors ${[...forbidden]}, not of ${path}`
  if (absent) return 'ABSENT'
  if (JSON.stringify(value) === JSON.stringify(full(of))) return 'FULL'
  if (JSON.stringify(value) === JSON.stringify(masked(of))) return 'MASKED'
  return `value ${JSON.stringify(value)}`
}

type Of = Parameters<typeof classify>[1]
interface Leaf {
  readonly value: unknown
  readonly path: string
  readonly absent?: boolean
}

function leafOfRoot(data: Reply['data'], { what, planted }: Of): Leaf {
  if (what === 'ME') return { value: data.me.role, path: 'me' }
  if (what === 'REVIEW') {
    const kinds: string[] = data.reviews.nodes.map(({ kind }: { kind: string }) => kind)
    return { value: kinds.find((kind) => kind === 'BREAK_GLASS'), path: 'reviews', absent: kinds.length === 0 }
  }
  const ids: string[] = data.patients.nodes.map(({ id }: { id: string }) => id)
  return { value: ids.join(), path: 'patients', absent: !ids.includes(planted.patient) }
}

/** Follows a row's way as far as the reply goes. */
function walk(patient: Reply['data'], { what, planted }: Of): Leaf {
  const ids = [planted.visit, planted.finding, planted.other]
  let [node, path] = [patient, 'patient']
  for (const [i, coordinate] of WHAT[what].entries()) {
    const name = fieldOf(coordinate)
    const [value, last] = [node[name], i === WHAT[what].length - 1]
    path += `.${name}`
    if (last && what === 'LINKED_FINDING') return { value: value && 'shown', path }
    if (last || value === null) return { value, path, absent: !last }
    const list = CONNECTIONS.includes(name) ? value.nodes : Array.isArray(value) ? value : [value]
    const index = CONNECTIONS.includes(name) ? list.findIndex(({ id }: { id: string }) => ids.includes(id)) : 0
    if (list[index] === undefined || list[index] === null) return { value: undefined, path, absent: true }
    if (CONNECTIONS.includes(name)) path += `.nodes.${index}`
    else if (Array.isArray(value)) path += `.${index}`
    node = list[index]
  }
  return { value: undefined, path }
}

/** What was written. */
function full({ what, planted, segments }: Of): unknown {
  const { family, birthDate, mrn, rules, user, patient } = planted
  const named = [{ family }]
  const label = [...segments]
  const values: Readonly<Record<What, unknown>> = {
    NAME: named,
    BIRTHDATE: birthDate,
    GENDER: 'female',
    IDENTIFIER: [{ value: mrn }],
    CONTACT: [{ value: '555-0100' }],
    CONSENT: rules.length === 0 ? null : [{ id: 'a'.repeat(26) }],
    CHART_LABEL: label,
    STAFF: [{ family: 'Staff' }],
    PLACE: 'Place',
    VISIT: 'finished',
    REASON: [{ text: 'Reason' }],
    VISIT_LABEL: label,
    VISIT_PATIENT: named,
    FINDING: 'Value',
    FINDING_LABEL: label,
    FINDING_VISIT: 'finished',
    PERFORMER: [{ family: 'Staff' }],
    LINKED: [{ family: 'Linked' }],
    LINKED_FINDING: 'shown',
    OWN_LIST: patient,
    BY_MRN: patient,
    BY_NAME: patient,
    REVIEW: 'BREAK_GLASS',
    ME: user.role,
  }
  return values[what]
}

/** "The year of a date, the last four characters of a number". */
function masked({ what, planted: { birthDate, mrn } }: Of): unknown {
  if (what === 'BIRTHDATE') return birthDate?.slice(0, 4)
  return what === 'IDENTIFIER' ? [{ value: mrn.slice(-4) }] : undefined
}
