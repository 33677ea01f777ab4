import { sdl } from '@wardgraph/schema/sdl'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputType,
  GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { AS_OF } from './world.ts'

/** One request, or with `pages` one for each page of the connection at that path; `$after` is its cursor. */
export interface Operation {
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly pages?: readonly string[]
  /** A role that is told by it, on purpose (docs/leaks.md). */
  readonly except?: readonly string[]
  /** What is asked is why, as `access explain` does. */
  readonly explained?: true
  /** It may take effect: asked once, of two stores that nobody has changed. */
  readonly takesEffect?: true
}

/** What operations ask about. */
export interface Subject {
  readonly patient: string
  /** Records of the patient that may be there, and somebody else's. */
  readonly others: readonly string[]
  readonly numbers: readonly string[]
  readonly phones: readonly string[]
  readonly families: readonly string[]
  readonly births: readonly string[]
  readonly codes: readonly string[]
}

const schema = buildSchema(sdl)

/** How deep records are nested. */
const DEPTH = 4

/** Every coordinate of every type, under each field that leads there, by the shortest way. */
export function coordinates({ patient }: Subject): Operation[] {
  const query = schema.getQueryType()
  if (!query) return []
  const ways = [{ type: query, path: [] as readonly string[] }]
  const met = new Set<string>()
  const operations: Operation[] = []
  for (const { type, path } of ways)
    for (const field of Object.values(type.getFields())) {
      const next = objectOf(field.type)
      const step = written(field.name, field.args, patient)
      if (step === undefined) continue
      const leaves = next && `{ ${leavesOf(next)} }`
      operations.push({ document: nest([...path, leaves ? `${step} ${leaves}` : step]), variables: {} })
      const edge = `${type.name}.${field.name}`
      if (next === undefined || met.has(edge) || path.length >= 2 * DEPTH) continue
      met.add(edge)
      // A type that was reached from this one is not left again for its own kind.
      if (ways.every((way) => way.type !== next) || isRecord(next)) ways.push({ type: next, path: [...path, step] })
    }
  return operations
}

/** Searches by values that are stored in one of the stores, and by others; lists by a code; charts as of a moment. */
export function searches({ patient, numbers, phones, families, births, codes }: Subject): Operation[] {
  const one = (args: string, selection = 'nodes { id } pageInfo { hasNextPage endCursor }') => ({
    document: `{ patients(${args}) { ${selection} } }`,
    variables: {},
  })
  return [
    ...numbers.flatMap((number) => [
      one(`mrn: ${JSON.stringify(number)}`),
      one(`identifier: ${JSON.stringify(`urn:mrn|${number}`)}`),
    ]),
    ...phones.map((phone) => one(`phone: ${JSON.stringify(phone)}`)),
    ...families.flatMap((family) =>
      births.map((birth) =>
        one(`family: ${JSON.stringify(family)}, birthDate: "${birth}"`, 'edges { cursor node { id name { family } } }'),
      ),
    ),
    ...codes.map((code) => ({
      document: `{ patient(id: "${patient}") { observations(code: "${code}", first: 1) { nodes { id } pageInfo { hasNextPage } } } }`,
      variables: {},
    })),
    ...[
      'id name { family } telecom { value }',
      'observations(first: 1) { nodes { id encounter { id } } pageInfo { hasNextPage } }',
      'encounters { nodes { id changed { at } } } versions { nodes { version } }',
    ].map((selection) => ({
      document: `{ patient(id: "${patient}", asOf: "${new Date(AS_OF).toISOString()}") { ${selection} } }`,
      variables: {},
    })),
  ]
}

/** Lists page by page, one and two at a time. */
export function pages({ patient }: Subject): Operation[] {
  const of = (field: string) => (size: number) => ({
    document: `query Page($after: Cursor) { patient(id: "${patient}") { id ${field}(first: ${size}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
    variables: {},
    pages: ['patient', field],
  })
  const own = (size: number) => ({
    document: `query Page($after: Cursor) { patients(first: ${size}, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`,
    variables: {},
    pages: ['patients'],
  })
  const panel = (size: number) => ({
    document: `query Page($after: Cursor) { panel(first: ${size}, after: $after) { nodes { patient { id } next { id status } } pageInfo { hasNextPage endCursor } } }`,
    variables: {},
    pages: ['panel'],
  })
  return [1, 2, 5].flatMap((size) => [
    own(size),
    panel(size),
    ...['observations', 'encounters', 'linked'].map((field) => of(field)(size)),
  ])
}

/** As others, asking why. */
export function explained(operations: readonly Operation[]): Operation[] {
  return operations.map((one) => ({ ...one, explained: true }))
}

/** Each mutation as it may take effect, with all that its payload shows. */
export function effects(subject: Subject): Operation[] {
  const [version] = VERSIONS
  const all = mutations({ ...subject, others: subject.others.slice(-1) }, { versions: [version], selection: deep })
  return all.map((one) => ({ ...one, takesEffect: true }))
}

/** What an operation would be to somebody else. */
export function explanations({ patient, numbers }: Subject): Operation[] {
  const document =
    'query ($username: Username!, $operation: OperationText!) { explainAccess(username: $username, operation: $operation) { path reason line } }'
  const about = `{ patient(id: "${patient}") { id birthDate observations { nodes { id } } linked { nodes { id } } } }`
  const found = numbers.map((number) => `{ patients(mrn: "${number}") { nodes { id } } }`)
  return ['doctor', 'nurse', 'vera', 'guardian'].flatMap((username) =>
    [about, ...found, '{ patients { nodes { id } } }'].map((operation) => ({
      document,
      variables: { username, operation },
      except: ['PRIVACY'],
    })),
  )
}

/**
 * Each mutation, about this patient and what may be in its chart: what it must be given, and with each of what it may be.
 * Some are for telling what the caller does not read (docs/leaks.md), and are asked in ways that cannot: `verifyPatient`
 * for what is stored nowhere, `breakGlass` and `erasePatient` without a reason, `mergePatients` for one chart twice; what is
 * said of an erasure besides, by all but the two who may.
 */
export function mutations(
  subject: Subject,
  of: { readonly versions: readonly number[]; readonly selection: (of: GraphQLObjectType) => string } = {
    versions: VERSIONS,
    selection: () => '__typename',
  },
): Operation[] {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})
  return fields.flatMap(({ name, args: [input], type: answer }) => {
    const type = input && getNamedType(input.type)
    const payload = objectOf(answer)
    if (!isInputObjectType(type) || !payload) return []
    const document = `mutation Fail($input: ${type.name}!) { ${name}(input: $input) { ${of.selection(payload)} } }`
    const optional = Object.values(type.getFields()).filter((field) => !isRequiredInputField(field))
    return of.versions.flatMap((version) =>
      subject.others.flatMap((other) =>
        [undefined, ...optional].map((more) => {
          const filling = { patient: subject.patient, version, other, more: more?.name }
          const except = type.name === 'ErasureInput' ? { except: ['PRIVACY', 'ADMIN'] } : {}
          return { document, variables: { input: inputFor(type, '', filling) }, ...except }
        }),
      ),
    )
  })
}

/** The version that is there, and one that is not. */
const VERSIONS = [1, 99] as const
/** A payload with the records that it leads to, and theirs. */
const deep = (payload: GraphQLObjectType) => leavesOf(payload, 0, 2)

interface Filling {
  readonly patient: string
  readonly version: number
  readonly other: string
  /** The one field beside those that must be there. */
  readonly more: string | undefined
}

function inputFor(type: GraphQLInputType, name: string, filling: Filling): unknown {
  if (isNonNullType(type)) return inputFor(type.ofType, name, filling)
  if (isListType(type)) return [inputFor(type.ofType, name, filling)]
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || field.name === filling.more || field.name === 'text',
    )
    return Object.fromEntries(wanted.map((field) => [field.name, inputFor(field.type, field.name, filling)]))
  }
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (name === 'patient' || name === 'into') return filling.patient
  if (name === 'reason') return ''
  const values: Readonly<Record<string, unknown>> = {
    RecordId: filling.other,
    Version: filling.version,
    IdempotencyKey: `k${filling.version}`,
    Username: 'doctor',
    Moment: '2099-01-01T00:00:00Z',
    Date: '1900-01-01',
    DateTime: '2026-01-01',
    Int: 1,
    Float: 1,
    Count: 1,
    PageSize: 1,
    UnitName: 'ward-1',
    Zone: 'UTC',
  }
  return values[getNamedType(type).name] ?? 'text'
}

/** A field with the arguments that it must have; undefined if that is more than the patient. */
function written(name: string, args: readonly GraphQLArgument[], patient: string): string | undefined {
  const named = args.find((argument) => argument.name === 'id' || argument.name === 'patient')?.name
  if (args.some((argument) => isRequiredArgument(argument) && argument.name !== named)) return undefined
  return named === undefined ? name : `${name}(${named}: "${patient}")`
}

function nest(steps: readonly string[]): string {
  return steps.reduceRight((inner, step) => `{ ${step} ${inner} }`.replace(/ {2}/g, ' '), '')
}

function objectOf(type: unknown): GraphQLObjectType | undefined {
  const named = getNamedType(type as GraphQLObjectType)
  return named instanceof GraphQLObjectType ? named : undefined
}

function isRecord(type: GraphQLObjectType): boolean {
  return 'id' in type.getFields()
}

/** Everything of an object but what leads to other records, or so many records deep: parts of values too. */
function leavesOf(type: GraphQLObjectType, depth = 0, records = 0): string {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of }) => {
    const next = objectOf(of)
    if (next === undefined) return [name]
    if (isRecord(next) && records > 0) return [`${name} { ${leavesOf(next, depth + 1, records - 1)} }`]
    return isRecord(next) || isRecord(type) || depth > 2 ? [] : [`${name} { ${leavesOf(next, depth + 1, records)} }`]
  })
  return ['__typename', ...fields].join(' ')
}
