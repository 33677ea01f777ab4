import { executableSchema } from '@wardgraph/api'
import { type GraphQLNamedType, getNamedType, isObjectType } from 'graphql'
import type { Answer, Clinic, User } from '../fixtures/clinic.ts'

const schema = executableSchema()

/** What an argument names. */
export type Kind =
  | 'patient'
  | 'other'
  | 'practitioner'
  | 'observation'
  | 'encounter'
  | 'review'
  | 'consent'
  | 'unit'
  | 'username'
  | 'mrn'
  | 'email'
  | 'phone'
  | 'family'
  | 'cursor'

/** One thing of each kind. */
export type Things = Readonly<Record<Kind, string>>

/** A call of one root field: which of its arguments (or input fields) names what, and what else it takes. */
interface Ask {
  readonly names: Readonly<Record<string, Kind>>
  readonly rest?: Readonly<Record<string, unknown>>
}

const DAYS = { birthDate: '1970-01-01' }
const FINDING = { code: { text: 'Pain' }, valueString: 'mild' }
const later = () => new Date(Date.now() + 60 * 60_000).toISOString()

/** Every root field of the schema, in every way that names something; what opens charts comes last. */
export const ASKS: readonly (readonly [coordinate: string, ask: Ask])[] = [
  ['Query.me', { names: {} }],
  ['Query.tenantRules', { names: {} }],
  [
    'Query.explainAccess',
    { names: {}, rest: { username: 'doctor', operation: '{ patients { nodes { id name { family } } } }' } },
  ],
  ['Query.disclosures', { names: { patient: 'patient' } }],
  ['Query.disclosures', { names: { patient: 'patient', after: 'cursor' } }],
  ['Query.myAccessLog', { names: { patient: 'patient' } }],
  ['Query.myAccessLog', { names: {} }],
  ['Query.reviews', { names: {}, rest: { state: 'OPEN' } }],
  ['Query.reviews', { names: { after: 'cursor' }, rest: { state: 'OPEN' } }],
  ['Query.patient', { names: { id: 'patient' } }],
  [
    'Query.patient',
    {
      names: { id: 'patient' },
      get rest() {
        return { asOf: new Date().toISOString() } // when it is asked: all is written by then
      },
    },
  ],
  ['Query.patients', { names: { mrn: 'mrn' } }],
  ['Query.patients', { names: { email: 'email' } }],
  ['Query.patients', { names: { phone: 'phone' } }],
  ['Query.patients', { names: { family: 'family' }, rest: DAYS }],
  ['Query.patients', { names: { after: 'cursor' } }],
  ['Query.patients', { names: {} }],
  ['Mutation.updatePatientContact', { names: { patient: 'patient' }, rest: { expectedVersion: 1, telecom: [] } }],
  ['Mutation.recordObservation', { names: { patient: 'patient' }, rest: FINDING }],
  ['Mutation.labelRecord', { names: { patient: 'patient' }, rest: { segments: ['NORMAL'] } }],
  [
    'Mutation.labelRecord',
    { names: { patient: 'patient', observation: 'observation' }, rest: { segments: ['NORMAL'] } },
  ],
  ['Mutation.labelRecord', { names: { patient: 'patient', encounter: 'encounter' }, rest: { segments: ['NORMAL'] } }],
  [
    'Mutation.recordConsent',
    {
      names: { patient: 'patient', consent: 'consent' },
      rest: { expectedVersion: 1, rules: [{ type: 'DENY', classes: ['CLINICAL'] }] },
    },
  ],
  ['Mutation.assignCareTeam', { names: { patient: 'patient', practitioner: 'practitioner' } }],
  ['Mutation.assignCareTeam', { names: { patient: 'patient', username: 'username' } }],
  ['Mutation.assignCareTeam', { names: { patient: 'patient', unit: 'unit' } }],
  ['Mutation.endCareTeam', { names: { patient: 'patient', practitioner: 'practitioner' } }],
  ['Mutation.endCareTeam', { names: { patient: 'patient', username: 'username' } }],
  ['Mutation.endCareTeam', { names: { patient: 'patient', unit: 'unit' } }],
  ['Mutation.assignProxy', { names: { patient: 'patient', username: 'username' }, rest: { basis: 'GUARDIAN' } }],
  ['Mutation.endProxy', { names: { patient: 'patient', username: 'username' } }],
  ['Mutation.verifyPatient', { names: { patient: 'patient' }, rest: DAYS }],
  ['Mutation.createUnit', { names: { within: 'unit' }, rest: { unit: 'wing' } }],
  ['Mutation.rosterUnit', { names: { unit: 'unit', username: 'username' } }],
  ['Mutation.startShift', { names: { unit: 'unit' }, rest: { until: later() } }],
  ['Mutation.endShift', { names: { unit: 'unit' } }],
  ['Mutation.closeReview', { names: { review: 'review' }, rest: { expectedVersion: 1, finding: 'UNCLEAR' } }],
  ['Mutation.updateTenantRules', { names: {}, rest: { expectedVersion: 1, adult: 18 } }],
  ['Mutation.erasePatient', { names: { patient: 'patient' }, rest: { reason: 'Asked to be forgotten' } }],
  ['Mutation.cancelErasure', { names: { patient: 'patient' } }],
  ['Mutation.holdPatient', { names: { patient: 'patient' } }],
  ['Mutation.releasePatient', { names: { patient: 'patient' } }],
  ['Mutation.mergePatients', { names: { patient: 'patient', into: 'other' } }],
  ['Mutation.unmergePatients', { names: { patient: 'patient', into: 'other' } }],
  ['Mutation.endBreakGlass', { names: { patient: 'patient' } }],
  ['Mutation.breakGlass', { names: { patient: 'patient' }, rest: { reason: 'Unconscious' } }],
]

/** Calls a root field with these things and selects all that it gives. */
export function ask(
  { query }: Pick<Clinic, 'query'>,
  as: User,
  of: (typeof ASKS)[number],
  things: Things,
): Promise<Answer> {
  const [coordinate, { names, rest }] = of
  const [type = '', name = ''] = coordinate.split('.')
  const named = Object.fromEntries(Object.entries(names).map(([argument, kind]) => [argument, things[kind]]))
  const given = { ...rest, ...named }
  const variables = type === 'Mutation' ? { input: { idempotencyKey: crypto.randomUUID(), ...given } } : given
  return query(as, documentOf(type, name, Object.keys(variables)), { variables })
}

function documentOf(type: string, name: string, given: readonly string[]): string {
  const root = schema.getType(type)
  const field = isObjectType(root) ? root.getFields()[name] : undefined
  if (field === undefined) throw new Error(`no field ${type}.${name}`)
  const args = field.args.filter((arg) => given.includes(arg.name))
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const [head, call] = args.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`]
  const { selection, fragments } = everything(getNamedType(field.type))
  return `${type === 'Mutation' ? 'mutation' : 'query'} ${head} { ${name}${call} ${selection} } ${fragments}`
}

/** Everything below a type: records once on a way and in pages of two, values by fragments. */
function everything(type: GraphQLNamedType) {
  const values = new Map<string, string>()
  const select = (of: GraphQLNamedType, above: readonly string[]): string => {
    if (!isObjectType(of)) return ''
    const isRecord = 'id' in of.getFields() && 'version' in of.getFields()
    if (isRecord && (above.includes(of.name) || above.length > 2)) return '{ id }'
    if (above.some((record) => of.name === `${record}Connection`)) return '{ nodes { id } }'
    const way = isRecord ? [...above, of.name] : above
    const fields = Object.values(of.getFields()).map((field) => {
      const paged = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : ''
      return `${field.name}${paged} ${field.name === 'edges' ? '{ cursor }' : select(getNamedType(field.type), way)}`
    })
    if (isRecord || of.name.endsWith('Connection') || of.name.endsWith('Payload')) return `{ ${fields.join(' ')} }`
    values.set(of.name, `fragment ${of.name} on ${of.name} { ${fields.join(' ')} }`)
    return `{ ...${of.name} }`
  }
  return { selection: select(type, []), fragments: [...values.values()].join(' ') }
}

/** Every root field of the schema. */
export function rootFields(): string[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`),
  )
}
