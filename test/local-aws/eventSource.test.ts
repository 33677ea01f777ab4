import { EventEmitter, on } from 'node:events'
import type { StreamFailure } from '@wardgraph/local-aws'
import { expect, test } from 'vitest'
import { key, S } from './fixture.ts'
import { filled, sortKeys, streamedTable, temporaryFolder } from './stream.fixture.ts'

test.each([
  { name: '' },
  { name: 'a b' },
  { batchSize: 0 },
  { batchSize: 10_001 },
  { maximumRetryAttempts: -1 },
  { maximumRetryAttempts: 0.5 },
  { maximumRecordAgeInSeconds: 59 },
])('a source that Lambda could not have is refused: %o', async (options) => {
  const { connect } = await streamedTable()
  expect(() => connect(async () => undefined, options)).toThrowError(
    expect.objectContaining({ code: 'INVALID_SOURCE' }),
  )
})

test('a function reads a stream once at a time, and another function reads it for itself', async () => {
  const { connect } = await filled(1)
  const seen: string[] = []
  const { source } = connect(async () => void seen.push('first'))
  expect(() => connect(async () => undefined)).toThrowError(expect.objectContaining({ code: 'INVALID_SOURCE' }))
  await source.drain()
  await connect(async () => void seen.push('other'), { name: 'other' }).source.drain()
  await source.close()
  await connect(async () => void seen.push('again')).source.drain()
  expect(seen).toEqual(['first', 'other'])
})

test('records come in the order of the writes, in batches, and each once where nothing fails', async () => {
  const { connect, put } = await filled(5)
  await put({ ...key('a', '0'), v: S('changed') })
  const batches: string[][] = []
  const { source } = connect(async ({ Records }) => void batches.push(sortKeys(Records)), { batchSize: 4 })
  await source.drain()
  await source.drain()
  await put(key('b', '9'))
  await source.drain()
  expect(batches).toEqual([['0', '1', '2', '3'], ['4', '0'], ['9']])
})

test('an event holds at most 6 MB of records', async () => {
  const { connect, put } = await streamedTable()
  for (let n = 0; n < 17; n += 1) await put({ ...key('a', String(n)), text: S('x'.repeat(390 * 1024)) })
  const counts: number[] = []
  await connect(async ({ Records }) => void counts.push(Records.length)).source.drain()
  expect(counts).toEqual([15, 2])
})

test('a drain also delivers what is written while it runs', async () => {
  const { connect, put } = await filled(1)
  const seen: string[] = []
  const { source } = connect(async ({ Records }) => {
    seen.push(...sortKeys(Records))
    if (seen.length < 3) await put(key('a', `after ${seen.length}`))
  })
  await source.drain()
  expect(seen).toEqual(['0', 'after 1', 'after 2'])
})

test('the position outlives the process, and a batch that did not succeed comes again', async () => {
  const folder = temporaryFolder()
  const before = await filled(3, { folder })
  const seen: string[] = []
  const unreachable = () => Promise.reject(new Error('the destination is down'))
  const { source } = before.connect(
    async ({ Records }) => {
      seen.push(...sortKeys(Records))
      if (sortKeys(Records).includes('1')) throw new Error('not now')
    },
    { batchSize: 1, onFailure: unreachable },
  )
  await expect(source.drain()).rejects.toThrowError('the destination is down')
  expect(seen).toEqual(['0', '1'])
  await before.close()

  const after = await streamedTable({ folder, made: true })
  const again: string[] = []
  await after.connect(async ({ Records }) => void again.push(...sortKeys(Records))).source.drain()
  expect(again).toEqual(['1', '2'])
})

test('in the background, each commit is delivered without being asked for', async () => {
  const { connect, put, remove } = await filled(1)
  const delivered = new EventEmitter()
  const arrivals = on(delivered, 'record')
  const { source } = connect(async ({ Records }) => {
    for (const { eventName } of Records) delivered.emit('record', eventName)
  })
  source.start()
  source.start()
  expect((await arrivals.next()).value).toEqual(['INSERT'])
  await put({ ...key('a', '0'), v: S('changed') })
  expect((await arrivals.next()).value).toEqual(['MODIFY'])
  await remove('a', '0')
  expect((await arrivals.next()).value).toEqual(['REMOVE'])
})

test('in the background, what a destination could not take is tried again at the next sweep', async () => {
  const { aws, connect } = await filled(1)
  const delivered = new EventEmitter()
  const arrivals = on(delivered, 'failure')
  const failing = async () => {
    throw new Error('always')
  }
  const onFailure = ({ DDBStreamBatchInfo }: StreamFailure) => {
    delivered.emit('failure', DDBStreamBatchInfo.batchSize)
    throw new Error('the destination is down')
  }
  const { source } = connect(failing, { onFailure })
  source.start()
  expect((await arrivals.next()).value).toEqual([1])
  aws.sweep()
  expect((await arrivals.next()).value).toEqual([1])
})

test('invocations of one source never overlap', async () => {
  const { connect, put } = await filled(3)
  let running = 0
  const most: number[] = []
  const { source } = connect(
    async () => {
      running += 1
      most.push(running)
      await put(key('a', 'again'))
      running -= 1
    },
    { batchSize: 1 },
  )
  source.start()
  await Promise.all([source.drain(), put(key('b', '1')), source.drain()])
  expect(most.length).toBeGreaterThanOrEqual(5)
  expect(new Set(most)).toEqual(new Set([1]))
})

test('closing waits for the invocation under way, keeps what it did and delivers no more', async () => {
  const folder = temporaryFolder()
  const before = await filled(2, { folder })
  const seen: string[] = []
  let closing: Promise<void> | undefined
  const { source } = before.connect(
    async ({ Records }) => {
      closing = before.close()
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(...sortKeys(Records))
    },
    { batchSize: 1 },
  )
  await expect(source.drain()).rejects.toMatchObject({ code: 'SOURCE_CLOSED' })
  await closing
  await expect(source.drain()).rejects.toMatchObject({ code: 'SOURCE_CLOSED' })
  const after = await streamedTable({ folder, made: true })
  await after.connect(async ({ Records }) => void seen.push(...sortKeys(Records))).source.drain()
  expect(seen).toEqual(['0', '1'])
})
