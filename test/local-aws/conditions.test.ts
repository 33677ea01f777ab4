import { expect, test } from 'vitest'
import { key, localTable, N, S } from './fixture.ts'

const stored = {
  ...key('a', '1'),
  v: N(7),
  big: N('1e20'),
  s: S('hello'),
  b: { B: Uint8Array.of(2, 0) },
  emoji: S('😀'),
  ok: { BOOL: true },
}
const values = {
  ':6': N(6),
  ':7': N('7.0'),
  ':10': N(10),
  ':text7': S('7'),
  ':hello': S('hello'),
  ':he': S('he'),
  ':last': S('\uFFFD'),
  ':true': { BOOL: true },
  ':bytes': { B: Uint8Array.of(2, 0) },
  ':less': { B: Uint8Array.of(1, 255) },
}
const names = { '#v': 'v', '#name': 'name' }

/** Only what an expression uses may be given with it. */
function placeholders(expression: string) {
  const used = (given: object) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => new RegExp(`${name}\\b`).test(expression)))
  const [usedNames, usedValues] = [used(names), used(values)]
  return {
    ConditionExpression: expression,
    ...(Object.keys(usedNames).length > 0 ? { ExpressionAttributeNames: usedNames } : {}),
    ...(Object.keys(usedValues).length > 0 ? { ExpressionAttributeValues: usedValues } : {}),
  }
}

test.each([
  ['attribute_exists(pk)', true],
  ['attribute_not_exists(pk)', false],
  ['attribute_not_exists(#name)', true],
  ['attribute_exists ( #v )', true],
  ['v = :7', true],
  [':7 = #v', true],
  ['v = :text7', false],
  ['v <> :text7', true],
  ['v <> :7', false],
  ['absent <> :7', true],
  ['absent = :7', false],
  ['absent < :7', false],
  ['NOT absent < :7', true],
  ['v < :10', true],
  ['v < :7', false],
  ['v <= :7', true],
  ['v > :6', true],
  ['v >= :10', false],
  ['v > :text7', false],
  ['big > :10', true],
  ['v < big', true],
  ['s > :he', true],
  // By UTF-8 bytes; by UTF-16 units the emoji would come first.
  ['emoji > :last', true],
  ['b = :bytes', true],
  ['b > :less', true],
  ['ok = :true', true],
  ['v BETWEEN :6 AND :10', true],
  ['v BETWEEN :10 AND :10', false],
  ['v between :6 and :10 and s = :hello', true],
  ['begins_with(s, :he)', true],
  ['begins_with(v, :he)', false],
  ['v = :6 OR v = :7', true],
  ['v = :6 AND v = :7', false],
  // AND binds before OR, NOT before AND.
  ['v = :7 OR v = :7 AND v = :6', true],
  ['(v = :7 OR v = :7) AND v = :6', false],
  ['NOT v = :6 AND v = :7', true],
  ['NOT (v = :6 OR v = :7)', false],
  ['attribute_not_exists(pk) OR v < :10', true],
])('%s is %s', async (expression, holds) => {
  const { put } = await localTable()
  await put(stored)
  const written = put({ ...key('a', '1'), after: S('x') }, placeholders(expression))
  if (holds) await expect(written).resolves.toBeDefined()
  else await expect(written).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
})

test.each([
  '',
  'v',
  'v =',
  'v = :7 v',
  'v == :7',
  'v = :7 AND',
  '(v = :7',
  'v = :7)',
  '((v = :7))',
  'v = "7"',
  'attribute_exists(:7)',
  'attribute_exists(pk, v)',
  'size(v) = :7',
  'Attribute_Exists(pk)',
  'name = :7',
  'Status = :7',
  'm.a = :7',
  'v = :unknown',
  '#unknown = :7',
  'ok < :true',
  'v BETWEEN :10 AND :6',
  'begins_with(s, :7)',
])('%j is no condition', async (expression) => {
  const { put } = await localTable()
  const written = put(key('a', '1'), placeholders(expression))
  await expect(written).rejects.toMatchObject({ name: 'ValidationException' })
})

test('an expression is bounded in length, operators and depth', async () => {
  const { put } = await localTable()
  const alternatives = (count: number) => Array(count).fill('v=:7').join(' OR ')
  await put(key('a', '1'), placeholders(`attribute_not_exists(pk) OR ${alternatives(149)}`))
  for (const expression of [
    alternatives(152),
    `${'('.repeat(2000)}v = :7${')'.repeat(2000)}`,
    `${'NOT '.repeat(400)}v = :7`,
    `v = :7${' '.repeat(5000)}OR v = :7`,
  ]) {
    await expect(put(key('a', '1'), placeholders(expression))).rejects.toMatchObject({ name: 'ValidationException' })
  }
})

test('names and values that no expression uses are refused', async () => {
  const { put } = await localTable()
  for (const condition of [
    { ConditionExpression: 'v = :7', ExpressionAttributeValues: { ':7': N(7), ':8': N(8) } },
    { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeNames: { '#v': 'v' } },
    { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: {} },
    { ExpressionAttributeNames: { '#v': 'v' } },
  ]) {
    await expect(put(key('a', '1'), condition)).rejects.toMatchObject({ name: 'ValidationException' })
  }
})

test('a failed condition changes nothing and gives the item only when asked to', async () => {
  const { put, get } = await localTable()
  await put(stored)
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' }
  const refusal = await put(key('a', '1'), condition).catch((error) => error)
  expect(refusal).toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined })
  const asked = { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  await expect(put(key('a', '1'), asked)).rejects.toMatchObject({ Item: { s: S('hello') } })
  expect((await get('a', '1'))?.s).toEqual(S('hello'))
})
