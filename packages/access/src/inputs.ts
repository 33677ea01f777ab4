import type { Purpose, Role } from '@wardgraph/schema/types'
import { type GraphQLInputType, type GraphQLSchema, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { AccessError } from './errors.ts'
import { readNeeds } from './needs.ts'
import type { Policy } from './policy.ts'

/**
 * The coordinates that the provided arguments of a field carry. Under a mutation a null counts as provided, because it
 * may erase. `fieldCoordinate` such as `Query.patients`; `args` as the executor coerced them.
 * @throws AccessError ERR_ACCESS_PLAN if the schema has no such field
 */
export function inputCoordinates(options: {
  policy: Policy
  schema: GraphQLSchema
  fieldCoordinate: string
  args: Readonly<Record<string, unknown>>
}): string[] {
  const { policy, schema, fieldCoordinate, args } = options
  const [typeName = '', fieldName = ''] = fieldCoordinate.split('.')
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined
  if (!field) throw new AccessError('ERR_ACCESS_PLAN')
  const found = new Set<string>()
  const nullCounts = type === schema.getMutationType()
  const note = (coordinate: string, type: GraphQLInputType, value: unknown): void => {
    if (value === undefined || (value === null && !nullCounts)) return
    const carried = policy.inputs[coordinate]
    if (carried !== undefined) found.add(carried)
    const inner = getNamedType(type)
    if (!isInputObjectType(inner)) return
    for (const item of objectsIn(value))
      for (const of of Object.values(inner.getFields())) note(`${inner.name}.${of.name}`, of.type, item[of.name])
  }
  for (const arg of field.args)
    note(`${fieldCoordinate}(${arg.name}:)`, arg.type, Object.hasOwn(args, arg.name) ? args[arg.name] : undefined)
  return [...found].toSorted()
}

function objectsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  return isObject(value) ? [value] : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether some relation would let this role and purpose read the coordinate unmasked, and so filter by it. */
export function mayFilterAtAll(options: { policy: Policy; coordinate: string; role: Role; purpose: Purpose }): boolean {
  return readNeeds(options).full !== 0
}
