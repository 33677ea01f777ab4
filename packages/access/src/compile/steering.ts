import { type GraphQLInputType, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { type Context, ownTypes } from './context.ts'
import { read } from './vocabulary.ts'

/**
 * What a request is steered by, which nobody's right bounds: `Query.patients(first:)`, and within an input object
 * `Mutation.grantProxy(input.start:)`, each with its type.
 */
export function readSteering(context: Context): Record<string, string> {
  const found: Record<string, string> = {}
  for (const type of ownTypes(context)) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields()))
      for (const argument of field.args)
        for (const [path, of] of steering(context, { name: argument.name, of: argument }))
          found[`${type.name}.${field.name}(${path}:)`] = of
  }
  return found
}

type Carrier = Parameters<typeof read>[1]

function* steering(
  context: Context,
  { name, of, within = [] }: { name: string; of: Carrier & { type: GraphQLInputType }; within?: readonly string[] },
): Generator<readonly [path: string, type: string]> {
  if (read(context.schema, of, 'of')) return
  const type = getNamedType(of.type)
  if (!isInputObjectType(type)) yield [name, type.name]
  else if (!within.includes(type.name))
    for (const field of Object.values(type.getFields()))
      yield* steering(context, { name: `${name}.${field.name}`, of: field, within: [...within, type.name] })
}
