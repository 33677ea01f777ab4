import {
  CreateTableCommand,
  DescribeTableCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { startLocalAws } from '@wardgraph/local-aws'
import { expect, test } from 'vitest'
import { createNotes, key, localAws, localTable, N, S } from './fixture.ts'
import { createStreamed, sortKeys, streamedTable } from './stream.fixture.ts'

const TableName = 'notes'
const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' }
const day = 24 * 60 * 60 * 1000

test('a table without a stream has nothing to connect to', async () => {
  const { aws, put } = await localTable()
  await put(key('a', '1'))
  const options = { name: 'reader', table: 'notes', handler: async () => undefined, maximumRetryAttempts: 0 }
  const refusal = expect.objectContaining({ code: 'INVALID_SOURCE' })
  expect(() => aws.streamTo({ ...options, onFailure: () => undefined })).toThrowError(refusal)
  expect(() => aws.streamTo({ ...options, table: 'none', onFailure: () => undefined })).toThrowError(refusal)
  const kms = await startLocalAws({ folder: undefined, services: ['kms'] })
  expect(() => kms.streamTo({ ...options, onFailure: () => undefined })).toThrowError(refusal)
  await kms.close()
})

test.each([
  { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' as const },
  { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const },
  { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' as const },
  { StreamEnabled: true },
  { StreamEnabled: false, StreamViewType: 'NEW_AND_OLD_IMAGES' as const },
])('a stream that this endpoint could not honour is refused: %o', async (StreamSpecification) => {
  const { dynamodb } = await localAws()
  const request = new CreateTableCommand({ ...createNotes.input, StreamSpecification } as typeof createNotes.input)
  await expect(dynamodb.send(request)).rejects.toMatchObject({ name: 'ValidationException' })
})

test('a table is described with its stream, and without one where it has none', async () => {
  const { dynamodb } = await streamedTable()
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }))
  expect(Table).toMatchObject({
    StreamSpecification: createStreamed.input.StreamSpecification,
    LatestStreamLabel: '2026-01-01T00:00:00.000',
    LatestStreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/notes/stream/2026-01-01T00:00:00.000',
  })
  const disabled = { ...createNotes.input, TableName: 'other', StreamSpecification: { StreamEnabled: false } }
  const other = await dynamodb.send(new CreateTableCommand(disabled as typeof createNotes.input))
  expect(other.TableDescription).not.toHaveProperty('LatestStreamArn')
})

test('a write that fails or changes nothing leaves no record', async () => {
  const { dynamodb, put, records, remove } = await streamedTable()
  await put({ ...key('a', '1'), n: N('1.0'), v: S('x') })
  await put({ v: S('x'), ...key('a', '1'), n: N('1') })
  await put(key('a', '1'), ifAbsent).catch(() => undefined)
  await remove('a', 'none')
  const half = [{ Put: { TableName, Item: key('a', '2') } }, { Put: { TableName, Item: key('a', '1'), ...ifAbsent } }]
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: half })).catch(() => undefined)
  expect(sortKeys(await records())).toEqual(['1'])
})

test('an item made, changed and deleted leaves three records with their images', async () => {
  const { clock, put, records, remove } = await streamedTable()
  const first = { ...key('a', '1'), b: { B: Uint8Array.of(0, 255) }, n: N(7), yes: { BOOL: true } }
  const image = { ...first, b: { B: 'AP8=' } }
  await put(first)
  clock.now += 1999
  await put({ ...key('a', '1'), gone: { NULL: true } })
  await remove('a', '1')
  const found = await records()
  const second = { ...key('a', '1'), gone: { NULL: true } }
  const eventSourceARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/notes/stream/2026-01-01T00:00:00.000'
  const same = { eventSource: 'aws:dynamodb', eventVersion: '1.1', awsRegion: 'us-east-1', eventSourceARN }
  expect(found).toMatchObject([
    { ...same, eventName: 'INSERT', dynamodb: { Keys: key('a', '1'), NewImage: image, SizeBytes: 22 } },
    { ...same, eventName: 'MODIFY', dynamodb: { Keys: key('a', '1'), OldImage: image, NewImage: second } },
    { ...same, eventName: 'REMOVE', dynamodb: { Keys: key('a', '1'), OldImage: second } },
  ])
  expect(found[0]?.dynamodb).not.toHaveProperty('OldImage')
  expect(found[2]?.dynamodb).not.toHaveProperty('NewImage')
  expect(found[0]).not.toHaveProperty('userIdentity')
  const start = Date.UTC(2026, 0, 1) / 1000
  const times = found.map((it) => it.dynamodb?.ApproximateCreationDateTime)
  expect(times).toEqual([start, start + 1, start + 1])
  const numbers = found.map((it) => it.dynamodb?.SequenceNumber ?? '')
  expect(numbers.every((number) => /^\d{21,40}$/.test(number))).toBe(true)
  expect(numbers.toSorted()).toEqual(numbers)
  expect(new Set(found.map((it) => it.eventID)).size).toBe(3)
})

test('a transaction leaves one record for each item that it changes, once', async () => {
  const { dynamodb, put, records } = await streamedTable()
  await put(key('a', 'check'))
  await put(key('a', 'delete'))
  const TransactItems = [
    { Put: { TableName, Item: key('b', 'put') } },
    { Delete: { TableName, Key: key('a', 'delete') } },
    { ConditionCheck: { TableName, Key: key('a', 'check'), ConditionExpression: 'attribute_exists(pk)' } },
    { Put: { TableName, Item: key('c', 'put') } },
  ]
  const request = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: 'once' })
  await dynamodb.send(request)
  await dynamodb.send(request)
  const made = (await records()).slice(2)
  expect(made.map((it) => it.eventName)).toEqual(['INSERT', 'REMOVE', 'INSERT'])
  expect(sortKeys(made)).toEqual(['put', 'delete', 'put'])
})

test('only a deletion by time to live names the service as its author', async () => {
  const { aws, clock, dynamodb, put, records, remove } = await streamedTable()
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'exp' }
  await put({ ...key('a', 'early'), exp: N(clock.now / 1000 + 60) })
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
  await put({ ...key('a', 'late'), exp: N(clock.now / 1000 + 60) })
  await remove('a', 'late')
  clock.now += 61_000
  expect(aws.sweep()).toBe(1)
  const found = await records()
  expect(found.map((it) => it.eventName)).toEqual(['INSERT', 'INSERT', 'REMOVE', 'REMOVE'])
  expect(found.map((it) => it.userIdentity)).toEqual([
    undefined,
    undefined,
    undefined,
    { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
  ])
  expect(sortKeys(found).at(-1)).toBe('early')
  expect(found.at(-1)?.dynamodb?.OldImage?.exp).toEqual(N(clock.now / 1000 - 1))
})

test('a stream holds its records for 24 hours, and their numbers are never given again', async () => {
  const { aws, clock, connect, put, records } = await streamedTable()
  await put(key('a', '1'))
  clock.now += day - 1
  const [first] = await records()
  expect(first?.dynamodb?.Keys).toEqual(key('a', '1'))
  clock.now += 1
  expect(await records()).toEqual([])
  const { failures, source } = connect(async () => undefined)
  await source.drain()
  expect(failures).toEqual([])
  aws.sweep()
  clock.now -= 1
  expect(await records()).toEqual([])
  await put(key('a', '2'))
  const [second] = await records()
  expect(Number(second?.dynamodb?.SequenceNumber?.slice(-6))).toBe(2)
})
