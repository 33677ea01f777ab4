import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  type ObjectLockMode,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, day, localBucket } from './s3Fixture.ts'

const Key = 'chain/1'
const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }

/** A bucket for Object Lock, and how its versions are locked, deleted and kept longer. */
async function lockedBucket() {
  const local = await localBucket({ lock: true })
  const { s3, put, clock } = local
  const until = (days: number) => new Date(clock.now + days * day)
  return {
    ...local,
    until,
    lock: async (ObjectLockMode: ObjectLockMode, days: number) =>
      (await put(Key, 'kept', { ObjectLockMode, ObjectLockRetainUntilDate: until(days) })).VersionId,
    remove: (VersionId: string | undefined, more: object = {}) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...more })),
    retain: (VersionId: string | undefined, Mode: ObjectLockMode, RetainUntilDate: Date, more: object = {}) =>
      s3.send(new PutObjectRetentionCommand({ Bucket, Key, VersionId, Retention: { Mode, RetainUntilDate }, ...more })),
  }
}

const setDefault = (DefaultRetention: object) =>
  new PutObjectLockConfigurationCommand({
    Bucket,
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
  })

test('a version under COMPLIANCE is deleted by nobody until its time has passed', async () => {
  const { lock, remove, text, clock } = await lockedBucket()
  const VersionId = await lock('COMPLIANCE', 30)
  await expect(remove(VersionId)).rejects.toMatchObject(denied)
  await expect(remove(VersionId, { BypassGovernanceRetention: true })).rejects.toMatchObject(denied)
  clock.now += 30 * day - 1
  await expect(remove(VersionId)).rejects.toMatchObject(denied)
  expect(await text(Key, { VersionId })).toBe('kept')
  clock.now += 1
  await remove(VersionId)
  await expect(text(Key, { VersionId })).rejects.toMatchObject({ name: 'NoSuchVersion' })
})

test('a locked version outlives new versions, delete markers and mass deletes', async () => {
  const { lock, put, remove, text, s3 } = await lockedBucket()
  const VersionId = await lock('COMPLIANCE', 30)
  await put(Key, 'new')
  await remove(undefined)
  const Delete = { Objects: [{ Key, VersionId }, { Key: 'other' }] }
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention: true }),
  )
  expect(Errors).toEqual([{ Key, VersionId, Code: 'AccessDenied', Message: expect.any(String) }])
  expect(Deleted).toMatchObject([{ Key: 'other' }])
  expect(await text(Key, { VersionId })).toBe('kept')
})

test('a version under GOVERNANCE is deleted early only by who bypasses it', async () => {
  const { lock, remove } = await lockedBucket()
  const VersionId = await lock('GOVERNANCE', 30)
  await expect(remove(VersionId)).rejects.toMatchObject(denied)
  await expect(remove(VersionId, { BypassGovernanceRetention: false })).rejects.toMatchObject(denied)
  await remove(VersionId, { BypassGovernanceRetention: true })
})

test('retention under COMPLIANCE is lengthened, never shortened or weakened', async () => {
  const { lock, retain, until, s3 } = await lockedBucket()
  const VersionId = await lock('COMPLIANCE', 30)
  const bypass = { BypassGovernanceRetention: true }
  await expect(retain(VersionId, 'COMPLIANCE', until(29), bypass)).rejects.toMatchObject(denied)
  await expect(retain(VersionId, 'GOVERNANCE', until(60), bypass)).rejects.toMatchObject(denied)
  await retain(VersionId, 'COMPLIANCE', until(60))
  const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key, VersionId }))
  expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: until(60) })
})

test('retention under GOVERNANCE is shortened or changed only by who bypasses it', async () => {
  const { lock, retain, until } = await lockedBucket()
  const VersionId = await lock('GOVERNANCE', 30)
  await retain(VersionId, 'GOVERNANCE', until(31))
  await expect(retain(VersionId, 'GOVERNANCE', until(1))).rejects.toMatchObject(denied)
  await expect(retain(VersionId, 'COMPLIANCE', until(60))).rejects.toMatchObject(denied)
  await retain(VersionId, 'GOVERNANCE', until(1), { BypassGovernanceRetention: true })
  await retain(VersionId, 'COMPLIANCE', until(60), { BypassGovernanceRetention: true })
})

test('the default of the bucket keeps what is put after it was set, from then on', async () => {
  const { put, head, remove, until, s3, clock } = await lockedBucket()
  const before = (await put(Key, 'before')).VersionId
  await s3.send(setDefault({ Mode: 'COMPLIANCE', Days: 2 }))
  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
  expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 2 })
  const { VersionId } = await put(Key, 'after')
  const kept = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(2) }
  expect(await head(Key)).toMatchObject(kept)
  await s3.send(setDefault({ Mode: 'GOVERNANCE', Days: 1 }))
  expect(await head(Key)).toMatchObject(kept)
  await remove(before)
  await expect(remove(VersionId)).rejects.toMatchObject(denied)
  clock.now += 2 * day
  await remove(VersionId)
})

test('what an object asks for goes before the default of the bucket', async () => {
  const { lock, head, until, s3 } = await lockedBucket()
  await s3.send(setDefault({ Mode: 'COMPLIANCE', Days: 2 }))
  await lock('GOVERNANCE', 9)
  expect(await head(Key)).toMatchObject({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until(9) })
})

test('retention that has no end to come, no mode or no locked bucket is refused', async () => {
  const { lock, put, until, s3, raw } = await lockedBucket()
  await expect(lock('COMPLIANCE', 0)).rejects.toMatchObject({ name: 'InvalidArgument' })
  const dateOnly = put(Key, 'x', { ObjectLockRetainUntilDate: until(1) })
  await expect(dateOnly).rejects.toMatchObject({ name: 'InvalidArgument' })
  for (const DefaultRetention of [
    { Mode: 'COMPLIANCE', Years: 1 },
    { Mode: 'COMPLIANCE', Days: 1, Years: 1 },
  ]) {
    await expect(s3.send(setDefault(DefaultRetention))).rejects.toMatchObject({ name: 'NotImplemented' })
  }
  await expect(s3.send(setDefault({ Mode: 'COMPLIANCE', Days: 0 }))).rejects.toMatchObject({ name: 'InvalidArgument' })
  await s3.send(setDefault({ Mode: 'COMPLIANCE', Days: 1 }))
  expect(await raw('PUT', `/${Bucket}/a`, { body: 'without a checksum' })).toEqual([400, 'InvalidRequest'])

  const plain = await localBucket()
  const locked = plain.put(Key, 'x', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(1) })
  await expect(locked).rejects.toMatchObject({ name: 'InvalidRequest' })
  const unversioned = plain.s3.send(setDefault({ Mode: 'COMPLIANCE', Days: 1 }))
  await expect(unversioned).rejects.toMatchObject({ name: 'InvalidBucketState' })
  const configuration = plain.s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
  await expect(configuration).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' })
})

test('a bucket with Object Lock keeps its versions for good', async () => {
  const { s3 } = await lockedBucket()
  const suspend = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })
  await expect(s3.send(suspend)).rejects.toMatchObject({ name: 'InvalidBucketState' })
})
