import {
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createNotes, key, localAws, localTable, N, S } from './fixture.ts'

const rejects = (name: string) => expect.objectContaining({ name })
const batch = (keys: ReturnType<typeof key>[]) =>
  new BatchGetItemCommand({ RequestItems: { notes: { Keys: keys, ConsistentRead: true } } })

test('a table is described with its keys and indexes, listed, and made only once', async () => {
  const { dynamodb } = await localTable()
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'notes' }))
  expect(Table?.TableId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(Table).toMatchObject({
    TableName: 'notes',
    TableStatus: 'ACTIVE',
    KeySchema: createNotes.input.KeySchema,
    CreationDateTime: new Date('2026-01-01T00:00:00Z'),
  })
  expect(Table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byTime'])
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual(['notes'])
  await expect(dynamodb.send(createNotes)).rejects.toEqual(rejects('ResourceInUseException'))
})

test('tables are listed page by page', async () => {
  const { dynamodb } = await localTable()
  await dynamodb.send(new CreateTableCommand({ ...createNotes.input, TableName: 'other' }))
  const first = await dynamodb.send(new ListTablesCommand({ Limit: 1 }))
  expect(first).toMatchObject({ TableNames: ['notes'], LastEvaluatedTableName: 'notes' })
  const second = await dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName: 'notes' }))
  expect(second.TableNames).toEqual(['other'])
})

test('a table this endpoint could not honour is refused', async () => {
  const { dynamodb } = await localAws()
  const numeric = createNotes.input.AttributeDefinitions?.map((it) => ({ ...it, AttributeType: 'N' as const }))
  for (const change of [
    { BillingMode: 'PROVISIONED' as const },
    { AttributeDefinitions: numeric },
    { KeySchema: createNotes.input.KeySchema?.slice(0, 1) },
    { GlobalSecondaryIndexes: [{ IndexName: 'g1x', KeySchema: [], Projection: {} }] },
  ]) {
    const request = new CreateTableCommand({ ...createNotes.input, ...change } as typeof createNotes.input)
    await expect(dynamodb.send(request)).rejects.toEqual(rejects('ValidationException'))
  }
})

test('an item comes back with its strings, binaries, booleans and numbers', async () => {
  const { put, get } = await localTable()
  const item = {
    ...key('a', '1'),
    text: S('Grüße, \u0000 and 👩‍⚕️'),
    empty: S(''),
    bytes: { B: Uint8Array.of(0, 1, 254, 255) },
    yes: { BOOL: true },
    no: { BOOL: false },
    nothing: { NULL: true as const },
    count: N(42),
  }
  await put(item)
  expect(await get('a', '1')).toEqual(item)
  expect(await get('a', '2')).toBeUndefined()
})

test('an attribute may be called as a property of every object is', async () => {
  const { put, get, endpoint } = await localTable()
  await put({ ...key('a', '1'), constructor: S('x') })
  expect(await get('a', '1')).toEqual({ ...key('a', '1'), constructor: S('x') })
  const body = '{"TableName":"notes","Item":{"pk":{"S":"b"},"sk":{"S":"1"},"__proto__":{"S":"y"}}}'
  const call = (operation: string, text: string) =>
    fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: text })
  expect((await call('PutItem', body)).status).toBe(200)
  const read = await call('GetItem', '{"TableName":"notes","Key":{"pk":{"S":"b"},"sk":{"S":"1"}}}')
  expect(await read.text()).toContain('"__proto__":{"S":"y"}')
})

// Values as DynamoDB returns them: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
test.each([
  ['007', '7'],
  ['-0', '0'],
  ['1.50', '1.5'],
  ['+.5', '0.5'],
  ['1E3', '1000'],
  ['12e-4', '0.0012'],
  ['1234567890123456789012345678901234567.8', '1234567890123456789012345678901234567.8'],
  ['-9.9e125', `-99${'0'.repeat(124)}`],
  ['1e-130', `0.${'0'.repeat(129)}1`],
])('the number %s is kept as %s', async (given, kept) => {
  const { put, get } = await localTable()
  await put({ ...key('a', '1'), n: N(given) })
  expect((await get('a', '1'))?.n).toEqual(N(kept))
})

test.each(['', 'x', '1.2.3', '0x10', '1e126', '1e-131', '1'.repeat(39)])('%j is not a number', async (given) => {
  const { put } = await localTable()
  await expect(put({ ...key('a', '1'), n: N(given) })).rejects.toEqual(rejects('ValidationException'))
})

test('items without proper keys, beyond 400 KB or of other types are refused', async () => {
  const { put, get } = await localTable()
  for (const item of [
    { pk: S('a') },
    { pk: S('a'), sk: S('') },
    { pk: S('a'), sk: N(1) },
    { pk: S('a'), sk: S('x'.repeat(1025)) },
    { pk: S('x'.repeat(2049)), sk: S('1') },
    { ...key('a', '1'), t: N(1) },
    { ...key('a', '1'), t: S('') },
    { ...key('a', '1'), list: { L: [S('x')] } },
    { ...key('a', '1'), set: { SS: ['x'] } },
    // pk, a, sk, 1 and text are 10 bytes.
    { ...key('a', '1'), text: S('x'.repeat(400 * 1024 - 9)) },
  ]) {
    await expect(put(item)).rejects.toEqual(rejects('ValidationException'))
  }
  expect(await get('a', '1')).toBeUndefined()
  await put({ ...key('a', '1'), text: S('x'.repeat(400 * 1024 - 10)) })
})

test('a key must be the key attributes and nothing else', async () => {
  const { dynamodb } = await localTable()
  for (const Key of [{ pk: S('a') }, { ...key('a', '1'), t: S('x') }, key('a', '')]) {
    const read = dynamodb.send(new GetItemCommand({ TableName: 'notes', Key }))
    await expect(read).rejects.toEqual(rejects('ValidationException'))
  }
})

test('a missing table is named as AWS names it', async () => {
  const { dynamodb } = await localAws()
  const read = dynamodb.send(new GetItemCommand({ TableName: 'missing', Key: key('a', '1') }))
  await expect(read).rejects.toEqual(rejects('ResourceNotFoundException'))
})

test('operations and parameters that are not supported are refused, never ignored', async () => {
  const { dynamodb } = await localTable()
  const update = new UpdateItemCommand({ TableName: 'notes', Key: key('a', '1'), UpdateExpression: 'REMOVE x' })
  await expect(dynamodb.send(update)).rejects.toEqual(rejects('UnknownOperationException'))
  const remove = new DeleteItemCommand({ TableName: 'notes', Key: key('a', '1') })
  await expect(dynamodb.send(remove)).rejects.toEqual(rejects('UnknownOperationException'))
  const projected = new GetItemCommand({ TableName: 'notes', Key: key('a', '1'), ProjectionExpression: 'pk' })
  await expect(dynamodb.send(projected)).rejects.toEqual(rejects('ValidationException'))
})

test('a batch gives the items that exist, by table', async () => {
  const { dynamodb, put } = await localTable()
  for (const sk of ['1', '2', '3']) await put(key('a', sk))
  const read = await dynamodb.send(batch(['1', '2', '3', '4'].map((sk) => key('a', sk))))
  expect(read.Responses?.notes?.map((item) => item.sk?.S).sort()).toEqual(['1', '2', '3'])
  expect(read.UnprocessedKeys).toEqual({})
})

test('a batch refuses more than 100 keys and the same key twice', async () => {
  const { dynamodb } = await localTable()
  const keys = Array.from({ length: 101 }, (_, n) => key('a', String(n)))
  await expect(dynamodb.send(batch(keys))).rejects.toEqual(rejects('ValidationException'))
  await expect(dynamodb.send(batch([key('a', '1'), key('a', '1')]))).rejects.toEqual(rejects('ValidationException'))
  expect((await dynamodb.send(batch(keys.slice(1)))).Responses).toEqual({ notes: [] })
})

test('a batch beyond 16 MB leaves the rest as unprocessed keys, which then succeed', async () => {
  const { dynamodb, put } = await localTable()
  const text = S('x'.repeat(390 * 1024))
  const keys = Array.from({ length: 45 }, (_, n) => key('a', String(n)))
  for (const it of keys) await put({ ...it, text })
  const first = await dynamodb.send(batch(keys))
  // 16 MB hold 42 items of 390 KB.
  expect(first.Responses?.notes).toHaveLength(42)
  expect(first.UnprocessedKeys?.notes?.ConsistentRead).toBe(true)
  const second = await dynamodb.send(new BatchGetItemCommand({ RequestItems: first.UnprocessedKeys }))
  expect(second.Responses?.notes).toHaveLength(3)
})
