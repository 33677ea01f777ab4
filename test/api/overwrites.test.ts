import { memoryWall, noticeOverwrites } from '@wardgraph/api'
import type { Row } from '@wardgraph/vault'
import type { DynamoDBRecord } from 'aws-lambda'
import { afterEach, expect, test, vi } from 'vitest'
import { signed } from './signer.fixture.ts'

type At = Awaited<ReturnType<typeof signed>>

const alarms: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
  alarms.push(String(line))
  return true
})
afterEach(() => alarms.splice(0))

/** A record of the stream, as DynamoDB tells what became of a row. */
function told({ pk, sk }: Row, change: Partial<DynamoDBRecord> = {}): DynamoDBRecord {
  const Keys = { pk: { S: String(pk) }, sk: { S: String(sk) } }
  return { eventID: 'e1', eventName: 'MODIFY', dynamodb: { Keys, SequenceNumber: '000000000000000000001' }, ...change }
}

async function last(at: At): Promise<Row> {
  for (let n = 0; n < 3; n += 1) await at.reads(1)
  const { row } = at.records().findLast(({ row: one }) => Number(one.sk) > 1) ?? {}
  if (row === undefined) throw new Error('no chain has three records')
  return row
}

const placeOf = ({ pk, sk }: Row) => ({ chain: String(pk).split('#')[2], seq: Number(sk) })

test('a record that is overwritten as the application could is an alarm, and an anomaly of the next digest', async () => {
  const at = await signed()
  const row = await last(at)
  await at.sign()
  // The same bytes: neither a MAC nor a hash would tell.
  await noticeOverwrites(memoryWall(at.services), { Records: [told(row)] })
  expect(alarms).toEqual(['{"level":"alarm","code":"AUDIT_OVERWRITTEN"}\n'])
  expect((await at.sign()).anomalies).toBe(1)
  expect(await at.verify()).toMatchObject({ whole: false, first: { ...placeOf(row), kind: 'rewritten' } })
  expect((await at.sign()).anomalies).toBe(0)
  // What was archived before stands.
  expect((await at.verify()).uncovered).toBe(0)
})

test('a record that is removed is noticed, but for what has lived out its time', async () => {
  const at = await signed()
  const row = await last(at)
  const expired = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
  await noticeOverwrites(memoryWall(at.services), {
    Records: [told(row, { eventName: 'REMOVE', userIdentity: expired }), told(row, { eventName: 'INSERT' })],
  })
  expect(alarms).toEqual([])
  expect((await at.sign()).anomalies).toBe(0)
  await noticeOverwrites(memoryWall(at.services), { Records: [told(row, { eventName: 'REMOVE' })] })
  await noticeOverwrites(memoryWall(at.services), {
    Records: [told(row, { eventName: 'REMOVE', eventID: 'e2', userIdentity: { ...expired, type: 'AssumedRole' } })],
  })
  expect((await at.sign()).anomalies).toBe(2)
  expect(await at.verify()).toMatchObject({ whole: false, first: { ...placeOf(row), kind: 'missing' } })
})

test('what is delivered twice is one notice, a digest that is changed is one too, and any other row', async () => {
  const at = await signed()
  await at.sign()
  const digest = { pk: '000000000000#D', sk: '0000000000#000' }
  const other = { pk: 'x', sk: 'y' }
  const records = [told(digest), told(other, { eventID: 'e2' })]
  await noticeOverwrites(memoryWall(at.services), { Records: records })
  await noticeOverwrites(at.services, { Records: records })
  expect(at.memory.rows().filter(({ row }) => row.pk === '000000000000#O')).toHaveLength(2)
  expect((await at.sign()).anomalies).toBe(2)
  expect(await at.verify()).toMatchObject({ whole: false, first: { chain: null, seq: 0, kind: 'digest' } })
})
