import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { ReplyError } from './errors.ts'

/** How large a document may be; `tokens` is the parser's to enforce. */
export const LIMITS = {
  tokens: 1_500,
  depth: 12,
  aliases: 100,
  directives: 3,
  definitions: 30,
  cost: 1_000,
  page: 100,
} as const

interface Measure {
  readonly depth: number
  readonly aliases: number
  /** Records that could be handed over for one parent. */
  readonly cost: number
}
const NOTHING: Measure = { depth: 0, aliases: 0, cost: 0 }

/** Refuses a validated operation that is too large. @throws ReplyError LIMIT_EXCEEDED, BAD_USER_INPUT for a mutation of several root fields */
export function checkLimits(options: {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly isRecord: (type: string) => boolean
}): void {
  const { schema, document, operation } = options
  if (document.definitions.length > LIMITS.definitions)
    throw new ReplyError('LIMIT_EXCEEDED', { detail: 'The document has too many definitions.' })
  const root = schema.getRootType(operation.operation)
  if (!root) throw new ReplyError('BAD_USER_INPUT')
  const meter = new Meter(options)
  if (operation.operation === 'mutation' && meter.rootFields(operation.selectionSet) > 1)
    throw new ReplyError('BAD_USER_INPUT', { detail: 'A mutation has one root field.' })
  const { depth, aliases, cost } = meter.measure(operation.selectionSet, root)
  if (depth > LIMITS.depth)
    throw new ReplyError('LIMIT_EXCEEDED', { detail: `The operation is deeper than ${LIMITS.depth}.` })
  if (aliases > LIMITS.aliases)
    throw new ReplyError('LIMIT_EXCEEDED', { detail: `The operation has more than ${LIMITS.aliases} aliases.` })
  if (cost > LIMITS.cost)
    throw new ReplyError('LIMIT_EXCEEDED', { detail: `The operation could return more than ${LIMITS.cost} records.` })
}

/** Walks selections once, each fragment once a type, however often it is spread. */
class Meter {
  readonly #o: Parameters<typeof checkLimits>[0]
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #memo = new Map<string, Measure>()
  readonly #roots = new Map<string, number>()

  constructor(options: Parameters<typeof checkLimits>[0]) {
    this.#o = options
    this.#fragments = new Map(
      options.document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
      ),
    )
  }

  rootFields(set: SelectionSetNode): number {
    return set.selections.reduce((count, node) => {
      if (node.kind === Kind.FIELD) return count + 1
      return (
        count +
        (node.kind === Kind.INLINE_FRAGMENT ? this.rootFields(node.selectionSet) : this.#rootsIn(node.name.value))
      )
    }, 0)
  }

  #rootsIn(name: string): number {
    const known = this.#roots.get(name)
    if (known !== undefined) return known
    const fragment = this.#fragments.get(name)
    const count = fragment === undefined ? 0 : this.rootFields(fragment.selectionSet)
    this.#roots.set(name, count)
    return count
  }

  measure(set: SelectionSetNode, type: GraphQLNamedType): Measure {
    return set.selections.map((node) => this.#selection(node, type)).reduce(both, NOTHING)
  }

  #selection(node: SelectionSetNode['selections'][number], type: GraphQLNamedType): Measure {
    if ((node.directives?.length ?? 0) > LIMITS.directives)
      throw new ReplyError('LIMIT_EXCEEDED', { detail: 'A field has too many directives.' })
    if (node.kind === Kind.INLINE_FRAGMENT) return this.measure(node.selectionSet, type)
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(node.name.value, type)
    const own = { depth: 1, aliases: node.alias === undefined ? 0 : 1, cost: 0 }
    // Introspection reads no record, and the standard introspection query is deep; graphql-js bounds it by itself.
    if (node.name.value.startsWith('__') || node.selectionSet === undefined || !isObjectType(type)) return own
    const field = type.getFields()[node.name.value]
    if (field === undefined) return own
    const target = getNamedType(field.type)
    const inner = this.measure(node.selectionSet, target)
    const each = inner.cost + (this.#o.isRecord(target.name) ? 1 : 0)
    const first = field.args.find(({ name }) => name === 'first')
    // A page is fetched whatever is shown of it, and handed over as often as it is selected.
    const cost = first === undefined ? each : this.#pageSize(node, first) * Math.max(1, each)
    return { depth: inner.depth + 1, aliases: inner.aliases + own.aliases, cost }
  }

  #fragment(name: string, type: GraphQLNamedType): Measure {
    const key = `${name} ${type.name}`
    const known = this.#memo.get(key)
    if (known !== undefined) return known
    const fragment = this.#fragments.get(name)
    const measured = fragment === undefined ? NOTHING : this.measure(fragment.selectionSet, type)
    this.#memo.set(key, measured)
    return measured
  }

  /** A size below one costs nothing: the resolver refuses it before anything is fetched. */
  #pageSize(node: FieldNode, { defaultValue }: GraphQLArgument): number {
    const value = node.arguments?.find(({ name }) => name.value === 'first')?.value
    const literal = value?.kind === Kind.INT ? Number(value.value) : undefined
    const given = value?.kind === Kind.VARIABLE ? this.#o.variables[value.name.value] : literal
    const size = given ?? defaultValue
    return typeof size === 'number' ? Math.max(0, size) : LIMITS.page
  }
}

function both(a: Measure, b: Measure): Measure {
  return { depth: Math.max(a.depth, b.depth), aliases: a.aliases + b.aliases, cost: a.cost + b.cost }
}
