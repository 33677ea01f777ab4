import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { key, localTable, N, S } from './fixture.ts'

const ttl = (Enabled: boolean, AttributeName = 'exp') =>
  new UpdateTimeToLiveCommand({ TableName: 'notes', TimeToLiveSpecification: { Enabled, AttributeName } })

test('an expired item is read until the sweep deletes it', async () => {
  const { aws, clock, dynamodb, put, get } = await localTable()
  await dynamodb.send(ttl(true))
  const seconds = clock.now / 1000
  await put({ ...key('a', 'soon'), exp: N(seconds + 60) })
  await put({ ...key('a', 'later'), exp: N(seconds + 120) })
  await put({ ...key('a', 'never') })
  await put({ ...key('a', 'text'), exp: S('1') })
  expect(aws.sweep()).toBe(0)
  clock.now += 61_000
  expect(await get('a', 'soon')).toBeDefined()
  expect(aws.sweep()).toBe(1)
  expect(await get('a', 'soon')).toBeUndefined()
  for (const sk of ['later', 'never', 'text']) expect(await get('a', sk)).toBeDefined()
})

test('an expiry more than five years ago deletes nothing', async () => {
  const { aws, dynamodb, put } = await localTable()
  await dynamodb.send(ttl(true))
  await put({ ...key('a', '1'), exp: N(1) })
  expect(aws.sweep()).toBe(0)
})

test('time to live counts for items that were there before, and no longer when switched off', async () => {
  const { aws, clock, dynamodb, put, get } = await localTable()
  const expired = N(clock.now / 1000 - 60)
  await put({ ...key('a', '1'), exp: expired })
  expect(aws.sweep()).toBe(0)
  await dynamodb.send(ttl(true))
  expect(aws.sweep()).toBe(1)
  await put({ ...key('a', '2'), exp: expired })
  await dynamodb.send(ttl(false))
  expect(aws.sweep()).toBe(0)
  expect(await get('a', '2')).toEqual({ ...key('a', '2'), exp: expired })
})

test('time to live is described, and switched on or off only once', async () => {
  const { dynamodb } = await localTable()
  const describe = async () =>
    (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'notes' }))).TimeToLiveDescription
  expect(await describe()).toEqual({ TimeToLiveStatus: 'DISABLED' })
  await expect(dynamodb.send(ttl(false))).rejects.toMatchObject({ name: 'ValidationException' })
  await dynamodb.send(ttl(true))
  expect(await describe()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'exp' })
  await expect(dynamodb.send(ttl(true, 'other'))).rejects.toMatchObject({ name: 'ValidationException' })
})
