import { type Caller, type Fact, handleOf, type Permit, type Release } from '@wardgraph/access'
import {
  defaultFieldResolver,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from 'graphql'
import { NORMAL, requested, schema } from './policy.fixture.ts'

/** A stored record: its whole content, as if all its parts were open. */
export interface Stored {
  readonly type: string
  readonly id: string
  readonly patient: string | null
  readonly content: Readonly<Record<string, unknown>>
}

const person = (id: string, family: string, birthDate: string): Stored => ({
  type: 'Patient',
  id,
  patient: id,
  content: {
    id,
    version: 1,
    name: [{ family }],
    birthDate,
    gender: 'female',
    maritalStatus: null,
    telecom: [{ system: 'phone', value: '555-0100' }],
    identifier: [{ use: 'usual', system: 'urn:mrn', value: `MRN-${id}-123456`, period: { start: '2001' } }],
    generalPractitioner: [{ reference: 'doc' }],
  },
})
const finding = (id: string, patient: string): Stored => ({
  type: 'Observation',
  id,
  patient,
  content: {
    id,
    version: 1,
    valueString: `finding of ${patient}`,
    subject: { reference: patient },
    performer: [{ reference: 'doc' }],
  },
})

/** Everything there is in this clinic: ann and bob, a finding each, a doctor. */
export const store: readonly Stored[] = [
  person('ann', 'Able', '1970-02-03'),
  person('bob', 'Baker', '1980-04-05'),
  finding('ob1', 'ann'),
  finding('ob2', 'bob'),
  { type: 'Practitioner', id: 'doc', patient: null, content: { id: 'doc', version: 1, name: [{ family: 'Doc' }] } },
]

/** What came of a request: the reply's data, and the release. */
export interface Ran {
  readonly data: unknown
  readonly errors: ExecutionResult['errors']
  readonly release: Release
  /** Every permit, in the order of asking; undefined where a record does not exist for the caller. */
  readonly permits: readonly (Permit | undefined)[]
}

/** Runs a document as `caller`, whose care-team facts are `facts[patient]`, with the default resolver for leaves. */
export async function run(
  text: string,
  caller: Caller,
  { facts = {}, variables = {} }: { facts?: Record<string, readonly Fact[]>; variables?: Record<string, unknown> } = {},
): Promise<Ran> {
  const { document, handover } = requested(text, caller, variables)
  const permits: (Permit | undefined)[] = []

  function show(stored: Stored, info: GraphQLResolveInfo, suffix: readonly number[]) {
    const { type, id, patient, content } = stored
    if (patient !== null) handover.relate(patient, { facts: facts[patient] ?? [] })
    const fields = handover.nodesAt(info.path)[type] ?? {}
    const permit = handover.permit({
      fields,
      type,
      id,
      patient,
      label: patient === null ? null : NORMAL,
      filters: [],
    })
    permits.push(permit)
    return permit ? handover.view({ permit, content, path: info.path, suffix }) : null
  }
  const list = (records: readonly Stored[]) => ({
    nodes: (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
      let index = 0
      return records.flatMap((record) => {
        const view = show(record, info, [index])
        if (view) index += 1
        return view ? [view] : []
      })
    },
  })
  const resolvers: Readonly<Record<string, GraphQLFieldResolver<unknown, unknown>>> = {
    'Query.patient': (_source, { id }, _context, info) => {
      const found = store.find((one) => one.type === 'Patient' && one.id === id)
      return found ? show(found, info, []) : null
    },
    'Query.patients': () => list(store.filter(({ type }) => type === 'Patient')),
    'Query.me': (_source, _args, _context, info) => {
      handover.deny(info.path, 'Query.me')
      return null
    },
    'Patient.observations': (source, _args, _context, info) => {
      const held = source as Readonly<Record<string, unknown>>
      const inChart = store.filter((one) => one.type === 'Observation' && one.patient === handleOf(source).permit.id)
      return held[info.fieldName] === true ? list(inChart) : null
    },
    'Observation.performer': (source, _args, _context, info) => {
      const held = (source as Readonly<Record<string, unknown>>)[info.fieldName]
      const doctor = store.find(({ id }) => id === 'doc')
      return Array.isArray(held) && doctor ? [show(doctor, info, [0])] : null
    },
  }
  const { data, errors } = await execute({
    schema,
    document,
    variableValues: variables,
    fieldResolver: (source, args, context, info) => {
      const resolver = resolvers[`${info.parentType.name}.${info.fieldName}`] ?? defaultFieldResolver
      return resolver(source, args, context, info)
    },
  })
  return { data: JSON.parse(JSON.stringify(data)), errors, release: handover.release(data), permits }
}
