import { executableSchema, REGISTERED } from '@wardgraph/api'
import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { policy } from '../fixtures/clinic.ts'

test('every root field and every way to a record is registered, and nothing else resolves anything', () => {
  const edges = [
    ...Object.entries(policy.records).flatMap(([type, { fields }]) =>
      Object.entries(fields).map(([name, { type: of }]) => ({ coordinate: `${type}.${name}`, of })),
    ),
    ...Object.entries(policy.values).flatMap(([type, fields]) =>
      Object.entries(fields).map(([name, of]) => ({ coordinate: `${type}.${name}`, of })),
    ),
  ].filter(
    ({ coordinate, of }) =>
      ['record', 'connection'].includes(of.kind) && !/(Connection|Edge|Payload)\./.test(coordinate),
  )
  const wanted = [...Object.keys(policy.roots), ...edges.map(({ coordinate }) => coordinate)].sort()
  expect(wanted.length).toBeGreaterThan(10)
  expect(REGISTERED.map(({ coordinate }) => coordinate).sort()).toEqual(wanted)
  const resolved = Object.values(executableSchema().getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => (field.resolve ? [`${type.name}.${field.name}`] : []))
        : [],
    )
  expect(resolved.sort()).toEqual(wanted)
})
