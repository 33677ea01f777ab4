import { isObjectType } from 'graphql'
import { type Context, ownTypes } from './context.ts'
import { placeOf } from './problems.ts'

/** Where each object type and each of its fields is stated; what is generated is stated nowhere. */
export function linesOf(context: Context): Record<string, string> {
  const types = ownTypes(context).filter(isObjectType)
  const lines = types.flatMap((type) => [
    [type.name, placeOf(type.astNode)] as const,
    ...Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, placeOf(field.astNode)] as const),
  ])
  const stated = lines.filter(([coordinate]) => !/^\w+(Connection|Edge)(\.|$)/.test(coordinate))
  return Object.fromEntries(stated.map(([coordinate, { file, line }]) => [coordinate, `${file}:${line}`]))
}
