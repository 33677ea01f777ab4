import type { DynamoDBStreamEvent } from 'aws-lambda'
import { expect, test } from 'vitest'
import { key } from './fixture.ts'
import { filled, sortKeys } from './stream.fixture.ts'

const hour = 60 * 60 * 1000
const reported = { functionResponseTypes: ['ReportBatchItemFailures'] as const }

test('a function that fails is called again up to the limit; then its batch is reported and the next one follows', async () => {
  const { clock, connect } = await filled(4)
  const calls: string[][] = []
  const { failures, source } = connect(
    async ({ Records }, context) => {
      calls.push(sortKeys(Records))
      clock.now += 1000
      expect(context.getRemainingTimeInMillis()).toBeGreaterThan(0)
      if (sortKeys(Records).includes('0')) throw new Error('Ann Example')
    },
    { batchSize: 2, maximumRetryAttempts: 2 },
  )
  await source.drain()
  expect(calls).toEqual([
    ['0', '1'],
    ['0', '1'],
    ['0', '1'],
    ['2', '3'],
  ])
  expect(failures).toEqual([
    {
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:reader',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-01-01T00:00:03.000Z',
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-.{20,57}$/),
        startSequenceNumber: '100000000000000000001',
        endSequenceNumber: '100000000000000000002',
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
        batchSize: 2,
        streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/notes/stream/2026-01-01T00:00:00.000',
      },
    },
  ])
  expect(JSON.stringify(failures)).not.toContain('Ann')
})

test('what a handler does to its event is gone when it is called again', async () => {
  const { connect } = await filled(1)
  const lengths: number[] = []
  const { source } = connect(
    async ({ Records }) => {
      lengths.push(Records.splice(0).length)
      if (lengths.length === 1) throw new Error('once')
    },
    { maximumRetryAttempts: 1 },
  )
  await source.drain()
  expect(lengths).toEqual([1, 1])
})

test('halving leaves one poisoned record alone, in order, and takes nothing from its retries', async () => {
  const { connect } = await filled(8)
  const done: string[] = []
  let alone = 0
  const { failures, source } = connect(
    async ({ Records }) => {
      const keys = sortKeys(Records)
      if (keys.length === 1 && keys[0] === '5') alone += 1
      if (keys.includes('5')) throw new Error('poison')
      done.push(...keys)
    },
    { bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
  )
  await source.drain()
  expect(done).toEqual(['0', '1', '2', '3', '4', '6', '7'])
  expect(alone).toBe(3)
  expect(failures.map((it) => it.DDBStreamBatchInfo)).toMatchObject([
    { startSequenceNumber: '100000000000000000006', endSequenceNumber: '100000000000000000006', batchSize: 1 },
  ])
})

/** Reports the record 2 and, lower ones last, all after it as failed. */
const failingFromTwo = (batches: string[][]) => async (event: DynamoDBStreamEvent) => {
  const keys = sortKeys(event.Records)
  batches.push(keys)
  const failed = keys.includes('2') ? event.Records.slice(keys.indexOf('2')).reverse() : []
  return { batchItemFailures: failed.map((it) => ({ itemIdentifier: it.dynamodb?.SequenceNumber ?? '' })) }
}

test('what a handler reports is not looked at unless the source asks for it', async () => {
  const { connect } = await filled(5)
  const batches: string[][] = []
  const { failures, source } = connect(failingFromTwo(batches), { maximumRetryAttempts: 2 })
  await source.drain()
  expect(batches).toEqual([['0', '1', '2', '3', '4']])
  expect(failures).toEqual([])
})

test('what failed in part comes again from its lowest failed record on, within the retries', async () => {
  const { connect } = await filled(5)
  const batches: string[][] = []
  const { failures, source } = connect(failingFromTwo(batches), { ...reported, maximumRetryAttempts: 2 })
  await source.drain()
  expect(batches).toEqual([
    ['0', '1', '2', '3', '4'],
    ['2', '3', '4'],
    ['2', '3', '4'],
  ])
  expect(failures).toMatchObject([
    { requestContext: { approximateInvokeCount: 3 }, DDBStreamBatchInfo: { batchSize: 3 } },
  ])
  expect(failures[0]?.responseContext).not.toHaveProperty('functionError')
})

test('with halving, a record reported as failed is left alone at last, and what follows it succeeds', async () => {
  const { connect } = await filled(5)
  const batches: string[][] = []
  const options = { ...reported, bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 }
  const { failures, source } = connect(failingFromTwo(batches), options)
  await source.drain()
  expect(batches).toEqual([['0', '1', '2', '3', '4'], ['2', '3', '4'], ['2', '3'], ['2'], ['2'], ['3'], ['4']])
  expect(failures).toMatchObject([
    { DDBStreamBatchInfo: { startSequenceNumber: '100000000000000000003', batchSize: 1 } },
  ])
})

test('a part that succeeded does not come again after the position was kept', async () => {
  const { connect } = await filled(5)
  const batches: string[][] = []
  const onFailure = () => Promise.reject(new Error('the destination is down'))
  const { source } = connect(failingFromTwo(batches), { ...reported, onFailure })
  await expect(source.drain()).rejects.toThrowError('the destination is down')
  await expect(source.drain()).rejects.toThrowError('the destination is down')
  expect(batches).toEqual([
    ['0', '1', '2', '3', '4'],
    ['2', '3', '4'],
  ])
})

test.each([
  [undefined, 1],
  [{}, 1],
  [{ batchItemFailures: null }, 1],
  [{ batchItemFailures: [] }, 1],
  [{ batchItemFailures: [{ itemIdentifier: '' }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: null }] }, 2],
  [{ batchItemFailures: [{ identifier: '1' }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: '1' }] }, 2],
  [{ batchItemFailures: 'all' }, 2],
  ['done', 2],
])('an answer of %j is read as Lambda reads it', async (answer, calls) => {
  const { connect } = await filled(2)
  const batches: string[][] = []
  const handler = async ({ Records }: DynamoDBStreamEvent) => {
    batches.push(sortKeys(Records))
    return answer as undefined
  }
  await connect(handler, { ...reported, maximumRetryAttempts: 1 }).source.drain()
  expect(batches).toEqual(Array.from({ length: calls }, () => ['0', '1']))
})

test('a record that is too old is not delivered, but reported', async () => {
  const { clock, connect, put } = await filled(2)
  clock.now += hour
  await put(key('a', 'fresh'))
  const seen: string[] = []
  const handler = async ({ Records }: DynamoDBStreamEvent) => void seen.push(...sortKeys(Records))
  const { failures, source } = connect(handler, { maximumRecordAgeInSeconds: 3600 })
  await source.drain()
  expect(seen).toEqual(['fresh'])
  expect(failures).toMatchObject([
    {
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      DDBStreamBatchInfo: { batchSize: 2 },
    },
  ])
  expect(failures[0]).not.toHaveProperty('responseContext')
})

test('retries end when the record grows too old, and then the next one follows', async () => {
  const { clock, connect } = await filled(1)
  let calls = 0
  const handler = async () => {
    calls += 1
    clock.now += 10 * hour
    throw new Error('always')
  }
  const { failures, source } = connect(handler, { maximumRetryAttempts: 10_000 })
  await source.drain()
  expect(calls).toBe(3)
  expect(failures).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 3 } }])
})
