import type { Purpose, Role } from '@wardgraph/schema/types'
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import {
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql'
import { AccessError } from './errors.ts'
import { conditionsOf, type Guard } from './guard.ts'
import { needsOf } from './needs.ts'
import type { FieldMap, Plan, PlanNode, PlanRule } from './plan.ts'
import type { Needs, Policy, TypeRef } from './policy.ts'

interface Draft extends PlanNode {
  readonly field: FieldNode[]
  readonly types: Record<string, FieldMap>
  readonly under: Level | undefined
}

/** The selections under one place: its fields, and the fragments met there, each walked once. */
interface Level {
  readonly type: GraphQLObjectType
  readonly fields: Record<string, Draft>
  readonly fragments: Map<string, Guard | null>
}

type Alternative = Guard['alternatives'][number]

/** Walks one operation. A fragment met again at the same place only adds an alternative to its guard. */
class PlanBuilder {
  readonly #policy: Policy
  readonly #schema: GraphQLSchema
  readonly #operation: OperationDefinitionNode
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #reader: { readonly role: string; readonly purpose: string }
  readonly #known = new Map<string, Needs>()

  constructor(options: {
    policy: Policy
    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    role: string
    purpose: string
  }) {
    this.#policy = options.policy
    this.#schema = options.schema
    this.#operation = options.operation
    this.#reader = { role: options.role, purpose: options.purpose }
    const fragments = options.document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]))
  }

  /** The fields of the operation's root type. */
  roots(): FieldMap {
    const type = this.#schema.getRootType(this.#operation.operation)
    if (!type) throw new AccessError('ERR_ACCESS_PLAN')
    const level = newLevel(type)
    this.#walk(level, this.#operation.selectionSet, null)
    return level.fields
  }

  #walk(level: Level, set: SelectionSetNode, outer: Guard | null): void {
    for (const node of set.selections) {
      const conditions = conditionsOf(node.directives, this.#operation)
      if (!conditions) continue
      const alternative = { conditions, outer }
      if (node.kind === Kind.FIELD) this.#field(level, node, alternative)
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(level, node.typeCondition?.name.value)) this.#walk(level, node.selectionSet, guardOf(alternative))
      } else this.#spread(level, node.name.value, alternative)
    }
  }

  #spread(level: Level, name: string, alternative: Alternative): void {
    const met = level.fragments.get(name)
    if (met !== undefined) {
      met?.alternatives.push(alternative)
      return
    }
    const fragment = this.#fragments.get(name)
    if (!fragment) throw new AccessError('ERR_ACCESS_PLAN')
    const guard = guardOf(alternative)
    level.fragments.set(name, guard)
    if (applies(level, fragment.typeCondition.name.value)) this.#walk(level, fragment.selectionSet, guard)
  }

  #field(level: Level, node: FieldNode, alternative: Alternative): void {
    // `__typename`, `__schema` and `__type` hold no data.
    if (node.name.value.startsWith('__')) return
    const key = node.alias?.value ?? node.name.value
    const draft = level.fields[key] ?? this.#draft(level.type, key, node)
    level.fields[key] = draft
    if (draft.field.at(-1) !== node) draft.field.push(node)
    draft.when.alternatives.push(alternative)
    if (draft.under && node.selectionSet) this.#walk(draft.under, node.selectionSet, guardOf(alternative))
  }

  #draft(type: GraphQLObjectType, key: string, node: FieldNode): Draft {
    const name = node.name.value
    const field = type.getFields()[name]
    if (!field) throw new AccessError('ERR_ACCESS_PLAN')
    const coordinate = `${type.name}.${name}`
    const target = getNamedType(field.type)
    const under = isObjectType(target) ? newLevel(target) : undefined
    const types: Record<string, FieldMap> = under ? { [under.type.name]: under.fields } : {}
    const rule = this.#rule(type.name, name)
    const ref = this.#ref(type.name, name) ?? refOf(this.#policy, field.type)
    return { key, name, coordinate, type: ref, field: [node], rule, when: { alternatives: [] }, types, under }
  }

  /** What the policy says that a field holds; undefined for generated ones. */
  #ref(type: string, name: string): TypeRef | undefined {
    const { roots, records, values } = this.#policy
    return records[type]?.fields[name]?.type ?? values[type]?.[name] ?? roots[`${type}.${name}`]?.type
  }

  /** Fails on what is neither a root field, nor a record's, nor a value's: nothing unruled is planned. */
  #rule(type: string, name: string): PlanRule | null {
    const { roots, records, values, classes } = this.#policy
    const data = records[type]?.fields[name]
    if (data) return { class: data.class, mask: data.mask ?? null, ...this.#needs(classes[data.class]?.read) }
    const root = roots[`${type}.${name}`]
    if (root) return { class: null, mask: null, full: this.#needs(root.to).full, masked: 0 }
    if (!values[type]?.[name] && !isPage(this.#policy, type)) throw new AccessError('ERR_ACCESS_PLAN')
    return null
  }

  /** The bits under which an audience admits this reader, once a plan for each. */
  #needs(audience = ''): Needs {
    const known = this.#known.get(audience)
    if (known !== undefined) return known
    const needs = needsOf({ policy: this.#policy, audience, ...this.#reader })
    this.#known.set(audience, needs)
    return needs
  }
}

/** Null: always. */
function guardOf(alternative: Alternative): Guard | null {
  return alternative.conditions.length === 0 && alternative.outer === null ? null : { alternatives: [alternative] }
}

/** There are no interfaces or unions: a fragment applies to its very type. */
function applies({ type }: Level, on: string | undefined): boolean {
  return on === undefined || on === type.name
}

function newLevel(type: GraphQLObjectType): Level {
  return { type, fields: Object.create(null), fragments: new Map() }
}

/** Generated connections and edges are values without an entry of their own. */
function isPage(policy: Policy, type: string): boolean {
  const record = /^(.+)(Connection|Edge)$/.exec(type)?.[1]
  return record !== undefined && Object.hasOwn(policy.records, record)
}

function refOf(policy: Policy, type: GraphQLOutputType): TypeRef {
  const { name } = getNamedType(type)
  const kind = (): TypeRef['kind'] => {
    if (Object.hasOwn(policy.records, name)) return 'record'
    if (isObjectType(getNamedType(type)))
      return name.endsWith('Connection') && isPage(policy, name) ? 'connection' : 'value'
    return isEnumType(getNamedType(type)) ? 'enum' : 'scalar'
  }
  return { name, kind: kind(), list: isListType(getNullableType(type)), required: isNonNullType(type) }
}

/**
 * Plans an operation of a validated document; cache it per (operation, role, purpose).
 * @throws AccessError ERR_ACCESS_PLAN if the policy does not know what the document selects
 */
export function planOperation(options: {
  policy: Policy
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  role: Role
  purpose: Purpose
}): Plan {
  const { role, purpose } = options
  return { role, purpose, roots: new PlanBuilder(options).roots() }
}
