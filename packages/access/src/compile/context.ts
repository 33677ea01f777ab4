import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { TypeRef } from '../policy.ts'
import type { Problems } from './problems.ts'
import { read } from './vocabulary.ts'

/** What every rule looks at. */
export interface Context {
  readonly schema: GraphQLSchema
  readonly problems: Problems
  /** Connection type -> record type. */
  readonly connections: ReadonlyMap<string, string>
}

/** The types of the product itself: neither the library's nor introspection's. */
export function ownTypes({ schema }: Context): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => type.astNode && !type.name.startsWith('__'))
}

/** The root types there are. */
export function rootTypes({ schema }: Context): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => !!type)
}

/** What a field holds. */
export function typeRef({ schema, connections }: Context, type: GraphQLOutputType): TypeRef {
  const required = isNonNullType(type)
  const list = isListType(required ? type.ofType : type)
  const named = getNamedType(type)
  const kind = (): TypeRef['kind'] => {
    if (connections.has(named.name)) return 'connection'
    if (isObjectType(named)) return read(schema, named, 'record') ? 'record' : 'value'
    return isEnumType(named) ? 'enum' : 'scalar'
  }
  return { name: named.name, kind: kind(), list, required }
}
