import { executableSchema } from '@wardgraph/api'
import { type GraphQLNamedType, getNamedType, isObjectType } from 'graphql'
import { CHART_RECORDS, nameOf } from '../fixtures/chartRecords.ts'
import type { Answer, Clinic, User } from '../fixtures/clinic.ts'

const schema = executableSchema()

/** What an argument names. */
export type Kind =
  | 'patient'
  | 'other'
  | 'practitioner'
  | 'observation'
  | 'encounter'
  | 'condition'
  | 'review'
  | 'consent'
  | 'unit'
  | 'username'
  | 'mrn'
  | 'identifier'
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
  ['Query.patients', { names: { identifier: 'identifier' } }],
  ['Query.patients', { names: { email: 'email' } }],
  ['Query.patients', { names: { phone: 'phone' } }],
  ['Query.patients', { names: { family: 'family' }, rest: DAYS }],
  ['Query.patients', { names: { after: 'cursor' } }],
  ['Query.patients', { names: {} }],
  ['Query.panel', { names: {} }],
  ['Query.panel', { names: { after: 'cursor' } }],
  ['Mutation.updatePatientContact', { names: { patient: 'patient' }, rest: { expectedVersion: 1, telecom: [] } }],
  ...CHART_RECORDS.flatMap(({ type, given, change }): (readonly [string, Ask])[] => {
    const names = { patient: 'patient', [nameOf(type)]: type === 'Observation' ? 'observation' : 'condition' } as const
    return [
      [`Mutation.record${type}`, { names: { patient: 'patient' }, rest: given }],
      [`Mutation.amend${type}`, { names, rest: { expectedVersion: 1, ...change } }],
      ['Mutation.markEnteredInError', { names, rest: { expectedVersion: 1 } }],
    ]
  }),
  [
    'Mutation.recordCondition',
    { names: { patient: 'patient', encounter: 'encounter' }, rest: { code: { text: 'x' } } },
  ],
  [
    'Mutation.reconcileChart',
    {
      names: { patient: 'patient' },
      rest: {
        medicationRequests: [{ medicationRequest: 'a'.repeat(26), expectedVersion: 1, status: 'active' }],
        allergyIntolerances: [],
      },
    },
  ],
  ['Mutation.labelRecord', { names: { patient: 'patient', condition: 'condition' }, rest: { segments: ['NORMAL'] } }],
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

/** Lists of a chart that one operation asks for: all of them are more than it may. */
export const LISTS: readonly (readonly string[])[] = listsByTwos()

/** Calls a root field with these things and selects all that it gives, of the lists of a chart these. */
export function ask(
  { query }: Pick<Clinic, 'query'>,
  as: User,
  of: (typeof ASKS)[number],
  things: Things,
  lists = LISTS[0],
): Promise<Answer> {
  const [coordinate, { names, rest }] = of
  const [type = '', name = ''] = coordinate.split('.')
  const named = Object.fromEntries(Object.entries(names).map(([argument, kind]) => [argument, things[kind]]))
  const given = { ...rest, ...named }
  const variables = type === 'Mutation' ? { input: { idempotencyKey: crypto.randomUUID(), ...given } } : given
  return query(as, documentOf({ type, name, given: Object.keys(variables), lists }), { variables })
}

function documentOf({
  type,
  name,
  given,
  lists = [],
}: {
  readonly type: string
  readonly name: string
  readonly given: readonly string[]
  readonly lists: readonly string[] | undefined
}): string {
  const root = schema.getType(type)
  const field = isObjectType(root) ? root.getFields()[name] : undefined
  if (field === undefined) throw new Error(`no field ${type}.${name}`)
  const args = field.args.filter((arg) => given.includes(arg.name))
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const [head, call] = args.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`]
  const { selection, fragments } = everything(getNamedType(field.type), { lists, given })
  return `${type === 'Mutation' ? 'mutation' : 'query'} ${head} { ${name}${call} ${selection} } ${fragments}`
}

/** Everything below a type: records once on a way and in pages of two, values by fragments. */
function everything(
  type: GraphQLNamedType,
  { lists, given }: { readonly lists: readonly string[]; readonly given: readonly string[] },
) {
  const values = new Map<string, string>()
  const isNamed = (name: string) => given.includes(name) || (name === 'patient' && given.length < 4)
  const select = (of: GraphQLNamedType, above: readonly string[]): string => {
    if (!isObjectType(of)) return ''
    const isRecord = 'id' in of.getFields() && 'version' in of.getFields()
    if (isRecord && (above.includes(of.name) || above.length > 1)) return '{ id }'
    if (above.some((record) => of.name === `${record}Connection`)) return '{ nodes { id } }'
    const way = isRecord ? [...above, of.name] : above
    const isElsewhere = (name: string) => of.name === 'Patient' && LISTS.flat().includes(name) && !lists.includes(name)
    const all = Object.values(of.getFields()).filter(({ name }) => !isElsewhere(name))
    // A payload that may show a record of any type shows the one that was named.
    const wanted = of.name.endsWith('Payload') && all.length > 5 ? all.filter(({ name }) => isNamed(name)) : all
    const fields = wanted.map((field) => {
      const paged = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : ''
      return `${field.name}${paged} ${field.name === 'edges' ? '{ cursor }' : select(getNamedType(field.type), way)}`
    })
    if (isRecord || of.name.endsWith('Connection') || of.name.endsWith('Payload')) return `{ ${fields.join(' ')} }`
    values.set(of.name, `fragment ${of.name} on ${of.name} { ${fields.join(' ')} }`)
    return `{ ...${of.name} }`
  }
  return { selection: select(type, []), fragments: [...values.values()].join(' ') }
}

function listsByTwos(): string[][] {
  const type = schema.getType('Patient')
  const fields = isObjectType(type) ? Object.values(type.getFields()) : []
  const names = fields.flatMap(({ name, type }) => (String(type).endsWith('Connection') ? [name] : []))
  return Array.from({ length: Math.ceil(names.length / 2) }, (_, i) => names.slice(i * 2, i * 2 + 2))
}

/** Every root field of the schema. */
export function rootFields(): string[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`),
  )
}
