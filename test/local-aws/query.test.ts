import { QueryCommand, type QueryCommandInput, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { type Item, key, localTable, S } from './fixture.ts'

async function filled() {
  const local = await localTable()
  const query = (input: Partial<QueryCommandInput>) =>
    local.dynamodb.send(new QueryCommand({ TableName: 'notes', ...input }))
  // In UTF-8 an emoji sorts after U+FFFD, in UTF-16 before it.
  const sorted = ['a', 'a#1', 'a#2', 'a$', 'b', 'é', '\uFFFD', '😀']
  for (const sk of sorted.toReversed())
    await local.put({ ...key('p', sk), t: S(sk.startsWith('a') ? 'late' : 'early') })
  await local.put(key('p', 'z-not-indexed'))
  await local.put({ ...key('p2', 'other'), t: S('early') })
  return { ...local, query, sorted: [...sorted.slice(0, 5), 'z-not-indexed', ...sorted.slice(5)] }
}

const sks = (items: Item[] | undefined) => items?.map((item) => item.sk?.S)
const of = (condition: string, values: Record<string, string> = {}) => ({
  KeyConditionExpression: `pk = :p${condition}`,
  ExpressionAttributeValues: Object.fromEntries(
    Object.entries({ ':p': 'p', ...values }).map(([name, value]) => [name, S(value)]),
  ),
})

test('a partition is read in the byte order of its sort keys, both ways', async () => {
  const { query, sorted } = await filled()
  expect(sks((await query(of(''))).Items)).toEqual(sorted)
  expect(sks((await query({ ...of(''), ScanIndexForward: false })).Items)).toEqual(sorted.toReversed())
})

test.each([
  [' AND sk = :a', { ':a': 'a#1' }, ['a#1']],
  [' AND sk < :a', { ':a': 'a#2' }, ['a', 'a#1']],
  [' AND sk <= :a', { ':a': 'a#1' }, ['a', 'a#1']],
  [' AND sk > :a', { ':a': 'é' }, ['\uFFFD', '😀']],
  [' AND sk >= :a', { ':a': 'é' }, ['é', '\uFFFD', '😀']],
  [' AND sk BETWEEN :a AND :b', { ':a': 'a#1', ':b': 'a#2' }, ['a#1', 'a#2']],
  [' AND begins_with(sk, :a)', { ':a': 'a#' }, ['a#1', 'a#2']],
  [' AND begins_with(sk, :a)', { ':a': '😀' }, ['😀']],
  [' AND (sk = :a)', { ':a': 'nothing' }, []],
])('pk = :p%s with %j gives %j', async (condition, values, expected) => {
  const { query } = await filled()
  expect(sks((await query(of(condition, values))).Items)).toEqual(expected)
})

test.each([
  ' OR sk = :a',
  ' AND sk <> :a',
  ' AND t = :a',
  ' AND sk > :a AND sk < :a',
  ' AND NOT sk = :a',
  ' AND attribute_exists(sk) AND sk = :a',
])('pk = :p%s is no key condition', async (condition) => {
  const { query } = await filled()
  await expect(query(of(condition, { ':a': 'a' }))).rejects.toMatchObject({ name: 'ValidationException' })
})

test('a query without its partition, on a missing index or with an empty key is refused', async () => {
  const { query } = await filled()
  for (const input of [
    { KeyConditionExpression: 'sk = :p', ExpressionAttributeValues: { ':p': S('p') } },
    { ...of(''), IndexName: 'byNothing' },
    of(' AND sk = :a', { ':a': '' }),
    { ...of(''), ExclusiveStartKey: key('p2', 'other') },
    { ...of(''), FilterExpression: 'attribute_exists(t)' },
    { ...of(''), Limit: 0 },
  ]) {
    await expect(query(input)).rejects.toMatchObject({ name: 'ValidationException' })
  }
})

test('an index orders by its key, then by the sort key, and leaves out items without it', async () => {
  const { query } = await filled()
  const byTime = { ...of(''), IndexName: 'byTime' }
  const order = ['b', 'é', '\uFFFD', '😀', 'a', 'a#1', 'a#2', 'a$']
  expect(sks((await query(byTime)).Items)).toEqual(order)
  expect(sks((await query({ ...byTime, ScanIndexForward: false })).Items)).toEqual(order.toReversed())
  const late = { ...of(' AND t = :t', { ':t': 'late' }), IndexName: 'byTime' }
  expect(sks((await query(late)).Items)).toEqual(['a', 'a#1', 'a#2', 'a$'])
})

test('an item leaves an index and moves in it as it is overwritten', async () => {
  const { query, put } = await filled()
  await put({ ...key('p', 'a'), t: S('a-first') })
  await put(key('p', 'b'))
  const { Items } = await query({ ...of(''), IndexName: 'byTime' })
  expect(sks(Items)).toEqual(['a', 'é', '\uFFFD', '😀', 'a#1', 'a#2', 'a$'])
})

test.each([
  ['the table forward', {}, 9],
  ['the table backward', { ScanIndexForward: false }, 9],
  ['the index forward', { IndexName: 'byTime' }, 8],
  ['the index backward', { IndexName: 'byTime', ScanIndexForward: false }, 8],
])('pages of %s give each item once, in order', async (_, input, count) => {
  const { query } = await filled()
  const whole = sks((await query({ ...of(''), ...input })).Items)
  const paged: unknown[] = []
  let ExclusiveStartKey: Item | undefined
  do {
    const page = await query({ ...of(''), ...input, Limit: 3, ExclusiveStartKey })
    paged.push(...(sks(page.Items) ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  expect(paged).toEqual(whole)
  expect(paged).toHaveLength(count)
})

test('a page ends at its limit with a key even when nothing follows, and an index key names both keys', async () => {
  const { query } = await filled()
  const last = await query({ ...of(''), IndexName: 'byTime', Limit: 8 })
  expect(last.LastEvaluatedKey).toEqual({ ...key('p', 'a$'), t: S('late') })
  const after = await query({ ...of(''), IndexName: 'byTime', ExclusiveStartKey: last.LastEvaluatedKey })
  expect(after).toMatchObject({ Items: [], Count: 0 })
  expect(after.LastEvaluatedKey).toBeUndefined()
})

test('a page holds at most 1 MB', async () => {
  const { dynamodb, put } = await localTable()
  for (const sk of ['1', '2', '3', '4', '5']) await put({ ...key('p', sk), text: S('x'.repeat(300 * 1024)) })
  const first = await dynamodb.send(new QueryCommand({ TableName: 'notes', ...of('') }))
  expect(sks(first.Items)).toEqual(['1', '2', '3'])
  const start = { ExclusiveStartKey: first.LastEvaluatedKey }
  const second = await dynamodb.send(new QueryCommand({ TableName: 'notes', ...of(''), ...start }))
  expect(sks(second.Items)).toEqual(['4', '5'])
  expect(second.LastEvaluatedKey).toBeUndefined()
})

test('a scan gives each item of the table once', async () => {
  const { dynamodb, sorted } = await filled()
  const paged: unknown[] = []
  let ExclusiveStartKey: Item | undefined
  do {
    const page = await dynamodb.send(new ScanCommand({ TableName: 'notes', Limit: 4, ExclusiveStartKey }))
    paged.push(...(sks(page.Items) ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  expect(paged).toEqual([...sorted, 'other'])
})
