import { makeExecutableSchema } from '@graphql-tools/schema'
import { executableSchema, REGISTERED } from '@wardgraph/api'
import { sdl } from '@wardgraph/schema/sdl'
import { type GraphQLSchema, isObjectType, isScalarType, lexicographicSortSchema, printSchema } from 'graphql'
import { expect, test } from 'vitest'
import { scalars } from '../../packages/api/src/scalars.ts'

/** Each resolver and each scalar's own functions, by where they are. */
function behaviour(schema: GraphQLSchema): Map<string, unknown> {
  const all = Object.values(schema.getTypeMap()).flatMap((type): [string, unknown][] => {
    if (isObjectType(type))
      return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field.resolve])
    if (!isScalarType(type)) return []
    return [
      [`${type.name} serialize`, type.serialize],
      [`${type.name} parseValue`, type.parseValue],
    ]
  })
  return new Map(all.filter(([name, does]) => does !== undefined && !name.startsWith('__')))
}

test('the served schema is the one that graphql-tools makes of the same SDL, resolvers and scalars', () => {
  const resolvers: Record<string, Record<string, unknown>> = {}
  for (const { coordinate, resolve } of REGISTERED) {
    const [type = '', field = ''] = coordinate.split('.')
    resolvers[type] = { ...resolvers[type], [field]: resolve }
  }
  const own = scalars()
  const expected = makeExecutableSchema({ typeDefs: sdl, resolvers: { ...resolvers, ...own } })
  const served = executableSchema()
  // What replaces a scalar there takes the words on it away.
  for (const name of Object.keys(own))
    Object.assign(Object(expected.getType(name)), { description: served.getType(name)?.description })
  const printed = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema))
  expect(printed(served)).toBe(printed(expected))
  const [ours, theirs] = [behaviour(served), behaviour(expected)]
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
  for (const { coordinate, resolve } of REGISTERED) {
    expect(ours.get(coordinate), coordinate).toBe(resolve)
    // Theirs are bound to the map that they came in.
    expect(Object(theirs.get(coordinate)).name, coordinate).toBe(`bound ${resolve.name}`)
  }
  for (const bad of [42, 'x'.repeat(5_000), {}, '2026-13-45'])
    for (const name of Object.keys(own)) {
      const outcome = (schema: GraphQLSchema) => {
        const type = schema.getType(name)
        if (!isScalarType(type)) throw new Error(name)
        try {
          return { value: type.parseValue(bad) }
        } catch (error) {
          return { refused: String(error) }
        }
      }
      expect(outcome(served), name).toEqual(outcome(expected))
    }
})
