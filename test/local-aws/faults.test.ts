import {
  BatchGetItemCommand,
  ProvisionedThroughputExceededException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, DescribeKeyCommand } from '@aws-sdk/client-kms'
import type { FaultRule } from '@wardgraph/local-aws'
import { expect, test, vi } from 'vitest'
import { key, localTable } from './fixture.ts'

test('a refused call has no effect', async () => {
  const { aws, put, get } = await localTable()
  aws.faults.add({ service: 'dynamodb', operation: 'PutItem', kind: 'refuse' })
  await expect(put(key('a', '1'))).rejects.toMatchObject({ name: 'AccessDeniedException' })
  expect(await get('a', '1')).toBeUndefined()
})

test('a throttled call has no effect and says so in the words of its service', async () => {
  const { aws, kms, put, get } = await localTable()
  aws.faults.add({ service: 'dynamodb', operation: 'PutItem', kind: 'throttle' })
  aws.faults.add({ service: 'kms', kind: 'throttle' })
  const refusal = await put(key('a', '1')).catch((error) => error)
  expect(refusal).toBeInstanceOf(ProvisionedThroughputExceededException)
  await expect(kms.send(new CreateKeyCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' })
  expect(await get('a', '1')).toBeUndefined()
})

test('a dropped call is an error without an effect', async () => {
  const { aws, put, get } = await localTable()
  aws.faults.add({ service: 'dynamodb', operation: 'PutItem', kind: 'drop' })
  await expect(put(key('a', '1'))).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await get('a', '1')).toBeUndefined()
})

test('a lost reply is an error to the client although the effect is there', async () => {
  const { aws, dynamodb, put, get } = await localTable()
  aws.faults.add({ service: 'dynamodb', kind: 'lose', operation: 'PutItem' })
  aws.faults.add({ service: 'dynamodb', kind: 'lose', operation: 'TransactWriteItems' })
  await expect(put(key('a', '1'))).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await get('a', '1')).toEqual(key('a', '1'))
  const actions = [{ Put: { TableName: 'notes', Item: key('a', '2') } }]
  const written = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: actions }))
  await expect(written).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await get('a', '2')).toEqual(key('a', '2'))
})

test('a delayed reply comes after the reply to a later call', async () => {
  const { aws, get } = await localTable()
  aws.calls.clear()
  aws.faults.add({ service: 'dynamodb', kind: 'delay', ms: 1000, nth: 1 })
  const order: string[] = []
  const first = get('a', '1').then(() => order.push('first'))
  await vi.waitUntil(() => aws.calls.list().length === 1)
  await get('a', '2').then(() => order.push('second'))
  await first
  expect(order).toEqual(['second', 'first'])
})

test('unprocessed keys are half of those asked, or the only one', async () => {
  const { aws, dynamodb, put } = await localTable()
  for (const sk of ['1', '2', '3', '4', '5']) await put(key('a', sk))
  aws.faults.add({ service: 'dynamodb', kind: 'unprocessed' })
  const ask = async (count: number) => {
    const Keys = Array.from({ length: count }, (_, n) => key('a', String(n + 1)))
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { notes: { Keys } } }),
    )
    return [Responses?.notes?.length, UnprocessedKeys?.notes?.Keys?.length]
  }
  expect(await ask(4)).toEqual([2, 2])
  expect(await ask(5)).toEqual([2, 3])
  expect(await ask(1)).toEqual([0, 1])
  expect(aws.faults.list()).toEqual([expect.objectContaining({ seen: 3, fired: 3 })])
})

/** Which of ten gets fail. */
async function failures(...rules: FaultRule[]) {
  const { aws, get } = await localTable()
  for (const rule of rules) aws.faults.add(rule)
  const results: boolean[] = []
  for (let n = 0; n < 10; n += 1) {
    results.push(
      await get('a', '1').then(
        () => false,
        () => true,
      ),
    )
  }
  return results.flatMap((failed, n) => (failed ? [n + 1] : []))
}

const refuse = { service: 'dynamodb', operation: 'GetItem', kind: 'refuse' } as const

test('the nth matching call fails, once, or the first calls as often as said', async () => {
  expect(await failures({ ...refuse, nth: 3 })).toEqual([3])
  expect(await failures({ ...refuse, times: 2 })).toEqual([1, 2])
  expect(await failures({ ...refuse, nth: 2 }, { ...refuse, nth: 5, kind: 'drop' })).toEqual([2, 5])
  expect(await failures({ ...refuse, operation: 'PutItem' })).toEqual([])
  expect(await failures({ ...refuse, service: 'kms' })).toEqual([])
})

test('a seeded rate fails the same calls in every run', async () => {
  const rate = { ...refuse, rate: 0.5, seed: 7 }
  const first = await failures(rate)
  expect(await failures(rate)).toEqual(first)
  expect(await failures({ ...rate, seed: 8 })).not.toEqual(first)
  expect(await failures({ ...rate, rate: 0 })).toEqual([])
  expect(await failures({ ...rate, rate: 1, times: 4 })).toEqual([1, 2, 3, 4])
})

const wrong: unknown[] = [
  null,
  {},
  { ...refuse, service: 'sqs' },
  { ...refuse, kind: 'explode' },
  { ...refuse, nth: 0 },
  { ...refuse, nth: 1, times: 2 },
  { ...refuse, rate: 0.5 },
  { ...refuse, rate: 2, seed: 1 },
  { ...refuse, ms: 5 },
  { ...refuse, kind: 'delay' },
  { ...refuse, kind: 'unprocessed' },
  { ...refuse, when: 'later' },
]

test.each(wrong)('%j is no fault rule', async (rule) => {
  const { aws, endpoint } = await localTable()
  expect(() => aws.faults.add(rule as FaultRule)).toThrowError(expect.objectContaining({ code: 'INVALID_FAULT' }))
  const posted = await post(endpoint, JSON.stringify(rule))
  expect(posted.status).toBe(400)
  expect(aws.faults.list()).toEqual([])
})

test('faults are set, read and cleared from another process', async () => {
  const { endpoint, get } = await localTable()
  const posted = await post(endpoint, JSON.stringify({ ...refuse, nth: 1 }))
  expect(await posted.json()).toEqual([{ ...refuse, nth: 1, seen: 0, fired: 0 }])
  await expect(get('a', '1')).rejects.toMatchObject({ name: 'AccessDeniedException' })
  const read = await fetch(`${endpoint}/_local/faults`)
  expect(await read.json()).toEqual([{ ...refuse, nth: 1, seen: 1, fired: 1 }])
  const cleared = await fetch(`${endpoint}/_local/faults`, { method: 'DELETE' })
  expect(await cleared.json()).toEqual([])
})

test('a web page cannot set faults', async () => {
  const { aws, endpoint } = await localTable()
  const form = await post(endpoint, JSON.stringify(refuse), 'text/plain')
  expect(form.status).toBe(415)
  expect((await post(endpoint, '{')).status).toBe(400)
  expect((await fetch(`${endpoint}/_local/faults`, { method: 'PUT' })).status).toBe(405)
  expect(aws.faults.list()).toEqual([])
})

test('calls are counted by service and operation until the log is cleared', async () => {
  const { aws, clock, kms, get } = await localTable()
  aws.calls.clear()
  await get('a', '1')
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/missing' }))).rejects.toThrow()
  expect(aws.calls.list()).toEqual([
    { service: 'dynamodb', operation: 'GetItem', at: clock.now, principal: null, input: null },
    { service: 'kms', operation: 'DescribeKey', at: clock.now, principal: null, input: null },
  ])
  aws.calls.clear()
  expect(aws.calls.list()).toEqual([])
})

function post(endpoint: string, body: string, type = 'application/json') {
  return fetch(`${endpoint}/_local/faults`, { method: 'POST', headers: { 'content-type': type }, body })
}
