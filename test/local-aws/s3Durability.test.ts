import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test, vi } from 'vitest'
import { bash, childServer, temporaryFolder } from './childServer.ts'
import { Bucket, day, localBucket, localS3, s3Client } from './s3Fixture.ts'

const megabyte = 1024 * 1024
const large = Buffer.alloc(5 * megabyte + 17, 'the quick brown fox ')

test('what was acknowledged is there after closing and opening the folder, locks and open uploads too', async () => {
  const folder = temporaryFolder()
  const before = await localBucket({ folder, lock: true })
  const ObjectLockRetainUntilDate = new Date(before.clock.now + day)
  const locked = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate } as const
  const { VersionId } = await before.put('a', large, { Metadata: { chain: 'h1' }, ...locked })
  const { UploadId } = await before.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'b' }))
  const part = { Bucket, Key: 'b', UploadId, PartNumber: 1, Body: large }
  const { ETag } = await before.s3.send(new UploadPartCommand(part))
  await before.close()

  const { get, head, put, s3 } = await localS3({ folder })
  expect((await get('a')).bytes.equals(large)).toBe(true)
  expect(await head('a')).toMatchObject({ VersionId, Metadata: { chain: 'h1' }, ...locked })
  const removed = s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }))
  await expect(removed).rejects.toMatchObject({ name: 'AccessDenied' })
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'b', UploadId, MultipartUpload }))
  expect((await get('b')).bytes.equals(large)).toBe(true)
  await put('a', 'newer')
  expect((await get('a')).bytes.toString()).toBe('newer')
})

test('the objects are readable by their owner only', async () => {
  const folder = temporaryFolder()
  const { put } = await localBucket({ folder })
  await put('a', 'x')
  for (const file of ['s3.sqlite', 's3.sqlite-wal']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
})

/** Begins a put of `large` and stops after `sent` bytes, with the connection open. */
async function beginPut(endpoint: string, sent: number) {
  const { port } = new URL(endpoint)
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=local', 'content-length': large.length }
  const request = httpRequest({ port, host: '127.0.0.1', method: 'PUT', path: `/${Bucket}/a`, headers })
  request.on('error', () => {})
  await new Promise((resolve) => request.write(large.subarray(0, sent), resolve))
  return request
}

test('an upload that is cut off stores nothing and leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const { endpoint, put, text } = await localBucket({ folder })
  await put('a', 'old')
  const request = await beginPut(endpoint, 4 * megabyte)
  await vi.waitUntil(() => count(folder, 'chunks') > 2, { timeout: 30_000 })
  expect(await text('a')).toBe('old')
  request.destroy()
  await vi.waitUntil(() => count(folder, 'chunks') === 1, { timeout: 30_000 })
  expect(await text('a')).toBe('old')
})

test('bytes that no object has any more are gone', async () => {
  const folder = temporaryFolder()
  const { put, s3 } = await localBucket({ folder })
  await put('a', large)
  expect(count(folder, 'chunks')).toBe(6)
  await put('a', 'new')
  expect(count(folder, 'chunks')).toBe(1)
  await expect(put('a', large, { ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).rejects.toThrow()
  await expect(put('a', large, { IfNoneMatch: '*' })).rejects.toThrow()
  expect(count(folder, 'chunks')).toBe(1)
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  expect(['chunks', 'pieces', 'versions'].map((table) => count(folder, table))).toEqual([0, 0, 0])
})

test('bytes of parts that are replaced, left out or aborted are gone, and those being read when they have been', async () => {
  const folder = temporaryFolder()
  const { put, s3 } = await localBucket({ folder })
  const parts = async (Key: string, ...sizes: [number, number][]) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    for (const [PartNumber, size] of sizes) {
      const Body = large.subarray(0, size)
      await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    }
    return { Bucket, Key, UploadId }
  }
  const aborted = await parts('a', [1, 10], [1, 2 * megabyte], [2, 10])
  expect(count(folder, 'chunks')).toBe(3)
  await s3.send(new AbortMultipartUploadCommand(aborted))
  expect(count(folder, 'chunks')).toBe(0)
  const ETag = createHash('md5').update(large).digest('hex')
  const completed = await parts('a', [1, 10], [2, large.length])
  const MultipartUpload = { Parts: [{ PartNumber: 2, ETag }] }
  await s3.send(new CompleteMultipartUploadCommand({ ...completed, MultipartUpload }))
  expect(count(folder, 'chunks')).toBe(6)

  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  await put('a', Buffer.alloc(0))
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true)
  await vi.waitUntil(() => count(folder, 'chunks') === 0, { timeout: 30_000 })
})

test('a store that cannot be written answers 500 and goes on afterwards', async () => {
  const folder = temporaryFolder()
  const { put, text } = await localBucket({ folder })
  const intruder = new DatabaseSync(join(folder, 's3.sqlite'))
  intruder.exec('BEGIN IMMEDIATE')
  const message = 'The local service failed: database is locked'
  await expect(put('a', 'x')).rejects.toMatchObject({ name: 'InternalError', message })
  intruder.exec('ROLLBACK')
  intruder.close()
  await put('a', 'x')
  expect(await text('a')).toBe('x')
})

test.runIf(bash)('a full disk is a 500 with no half object, and the server stays alive', async () => {
  const folder = temporaryFolder()
  const { endpoint, child } = await childServer(folder, { service: 's3', fileBlocks: '20000' })
  const s3 = s3Client(endpoint)
  await s3.send(new CreateBucketCommand({ Bucket }))
  const acknowledged: string[] = []
  let failure: unknown
  for (let n = 0; failure === undefined && n < 20; n += 1) {
    const Key = `key-${n}`
    const put = s3.send(new PutObjectCommand({ Bucket, Key, Body: large }))
    await put.then(
      () => acknowledged.push(Key),
      (error) => {
        failure = error
      },
    )
  }
  expect(failure).toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } })
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(Contents?.map(({ Key }) => Key)).toEqual(acknowledged)
  child.kill('SIGKILL')
})

test.runIf(bash)('kill -9 loses nothing that was acknowledged and leaves no half object', async () => {
  const folder = temporaryFolder()
  const { endpoint, child } = await childServer(folder, { service: 's3' })
  const s3 = s3Client(endpoint)
  await s3.send(new CreateBucketCommand({ Bucket }))
  const acknowledged: string[] = []
  const writer = async (name: string) => {
    for (let n = 0; n < 1000; n += 1) {
      const Key = `${name}-${n}`
      const Body = name === 'large' ? large : Key
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
      acknowledged.push(Key)
    }
  }
  const writing = Promise.allSettled(['large', 'p', 'q'].map(writer))
  await vi.waitUntil(() => acknowledged.includes('large-1'), { timeout: 60_000 })
  const unfinished = await beginPut(endpoint, 4 * megabyte)
  await vi.waitUntil(() => count(folder, 'unnamed') > 2, { timeout: 60_000 })
  child.kill('SIGKILL')
  await writing
  unfinished.destroy()
  await once(child, 'close')

  const { s3: opened, get } = await localS3({ folder })
  for (const Key of acknowledged) await opened.send(new HeadObjectCommand({ Bucket, Key }))
  const { Contents = [] } = await opened.send(new ListObjectsV2Command({ Bucket }))
  for (const { Key = '' } of Contents.slice(-20)) {
    const { bytes } = await get(Key)
    expect(bytes.equals(Key.startsWith('large') ? large : Buffer.from(Key))).toBe(true)
  }
  expect(Contents.map(({ Key }) => Key)).not.toContain('a')
  expect(count(folder, 'unnamed')).toBe(0)
})

/** The rows in the file itself; `unnamed` counts the chunks that are no object's. */
function count(folder: string, table: string): number {
  const database = new DatabaseSync(join(folder, 's3.sqlite'), { readOnly: true, timeout: 5_000 })
  const from = table === 'unnamed' ? 'chunks WHERE blob NOT IN (SELECT blob FROM pieces)' : table
  const row = database.prepare(`SELECT count(*) AS n FROM ${from}`).get()
  database.close()
  return Number(row?.n)
}
