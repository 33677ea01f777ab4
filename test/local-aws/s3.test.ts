import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, localBucket, localS3 } from './s3Fixture.ts'

const enable = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })

test('a bucket is made once, under a valid name', async () => {
  const { s3 } = await localS3()
  const missing = s3.send(new HeadBucketCommand({ Bucket }))
  await expect(missing).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } })
  const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const }
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
  expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'eu-central-1' })
  const again = s3.send(new CreateBucketCommand({ Bucket }))
  await expect(again).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' })
  const invalid = s3.send(new CreateBucketCommand({ Bucket: 'Records' }))
  await expect(invalid).rejects.toMatchObject({ name: 'InvalidBucketName' })
})

const large = Buffer.alloc(5 * 1024 * 1024 + 17, 'the quick brown fox ')

test.each([
  ['nothing', Buffer.alloc(0), Buffer.alloc(0)],
  ['text', 'näïve', Buffer.from('näïve')],
  ['bytes', large, large],
  ['exactly a chunk', large.subarray(0, 1024 * 1024), large.subarray(0, 1024 * 1024)],
])('an object of %s comes back as it was put', async (_, Body, bytes) => {
  const { put, get } = await localBucket()
  await put('a', Body)
  expect((await get('a')).bytes.equals(bytes)).toBe(true)
})

test('a stream comes back as it was put', async () => {
  const { put, get } = await localBucket()
  const pieces = Array.from({ length: 300 }, (_, n) => large.subarray(n * 10_000, (n + 1) * 10_000))
  await put('a', Readable.from(pieces), { ContentLength: 3_000_000, ContentEncoding: 'gzip' })
  const { bytes, ContentEncoding } = await get('a')
  expect(bytes.equals(large.subarray(0, 3_000_000))).toBe(true)
  expect(ContentEncoding).toBe('gzip')
})

test('an object keeps its description, its metadata and the name of its key', async () => {
  const { put, get, head, clock } = await localBucket()
  const described = { ContentType: 'application/fhir+ndjson', CacheControl: 'no-store', Metadata: { chain: 'h1' } }
  const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/audit', BucketKeyEnabled: true } as const
  const written = await put('a', 'text', { ...described, ...encrypted })
  expect(written).toMatchObject(encrypted)
  expect(await head('a')).toMatchObject({ ...described, ...encrypted, ContentLength: 4, ETag: written.ETag })
  expect(await get('a')).toMatchObject({ ...described, ...encrypted, LastModified: new Date(clock.now) })
  expect((await put('b', 'text')).ServerSideEncryption).toBe('AES256')
})

test.each(['a b/ü+&\'".json', '../..//x', '/', '%2F', 'a?b#c', '𝄞/<&>'])('%j is a key like any other', async (key) => {
  const { put, text, s3 } = await localBucket()
  await put(key, key)
  expect(await text(key)).toBe(key)
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents?.map(({ Key }) => Key)).toEqual([key])
})

test('a range is a part of the object, or refused where there is none', async () => {
  const { put, get, text } = await localBucket()
  await put('a', large)
  const [from, to] = [1024 * 1024 - 3, 2 * 1024 * 1024 + 3]
  const { bytes, ContentRange } = await get('a', { Range: `bytes=${from}-${to}` })
  expect(bytes.equals(large.subarray(from, to + 1))).toBe(true)
  expect(ContentRange).toBe(`bytes ${from}-${to}/${large.length}`)
  await put('b', 'abcdef')
  expect(await Promise.all(['4-', '-2', '0-0', '4-99'].map((it) => text('b', { Range: `bytes=${it}` })))).toEqual([
    'ef',
    'ef',
    'a',
    'ef',
  ])
  for (const none of ['6-', '-0']) {
    await expect(get('b', { Range: `bytes=${none}` })).rejects.toMatchObject({ name: 'InvalidRange' })
  }
  for (const other of ['bytes=0-1,3-4', 'lines=0-1', 'bytes=3-1']) {
    await expect(get('b', { Range: other })).rejects.toMatchObject({ name: 'NotImplemented' })
  }
})

test('of racing puts that want to be the first, one wins', async () => {
  const { put, text } = await localBucket()
  const puts = Array.from({ length: 8 }, (_, n) => put('a', `${n}`.repeat(2_000_000), { IfNoneMatch: '*' }))
  const settled = await Promise.allSettled(puts)
  const lost = settled.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []))
  expect(lost).toHaveLength(7)
  for (const reason of lost) {
    expect(reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } })
  }
  expect(await text('a')).toMatch(/^(\d)\1+$/)
})

test('a put that names what it replaces fails when that is another', async () => {
  const { put, text } = await localBucket()
  await expect(put('a', '1', { IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' })
  const { ETag } = await put('a', '1')
  await put('a', '2', { IfMatch: ETag })
  await expect(put('a', '3', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  expect(await text('a')).toBe('2')
})

test('without versioning a put replaces and a delete removes', async () => {
  const { put, text, versions, s3 } = await localBucket()
  expect((await put('a', '1')).VersionId).toBeUndefined()
  await put('a', '2')
  expect(await versions()).toEqual([expect.objectContaining({ Key: 'a', VersionId: 'null', IsLatest: true })])
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'never' }))
  await expect(text('a')).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect(await versions()).toEqual([])
})

test('with versioning every version stays until it is deleted by its id', async () => {
  const { put, text, head, versions, s3 } = await localBucket()
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
  await put('a', '0')
  await s3.send(enable)
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
  const { VersionId } = await put('a', '1')
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  expect(marker.DeleteMarker).toBe(true)
  await expect(text('a')).rejects.toMatchObject({ name: 'NoSuchKey' })
  const ofMarker = head('a', { VersionId: marker.VersionId })
  await expect(ofMarker).rejects.toMatchObject({ $metadata: { httpStatusCode: 405 } })
  expect(await text('a', { VersionId })).toBe('1')
  expect(await text('a', { VersionId: 'null' })).toBe('0')
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId }))
  expect(await text('a')).toBe('1')
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }))
  expect(await text('a')).toBe('0')
  await expect(text('a', { VersionId })).rejects.toMatchObject({ name: 'NoSuchVersion' })
  expect(await versions()).toHaveLength(1)
})

test('many objects are deleted at once, by key or by version', async () => {
  const { put, versions, s3 } = await localBucket()
  await s3.send(enable)
  const { VersionId } = await put('a<&>', '1')
  await put('b', '1')
  const Objects = [{ Key: 'a<&>', VersionId }, { Key: 'b' }]
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  const marker = { DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) }
  expect(Deleted).toEqual([
    { Key: 'a<&>', VersionId },
    { Key: 'b', ...marker },
  ])
  expect(Errors).toBeUndefined()
  expect((await versions()).map(({ Key }) => Key)).toEqual(['b', 'b'])
  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
  expect(quiet.Deleted).toBeUndefined()
})

test('keys are listed in the order of their bytes, rolled up at the delimiter, page by page', async () => {
  const { put, s3 } = await localBucket()
  const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'c', '\uffee', '𝄞']
  for (const key of keys.toReversed()) await put(key, key)
  const pages = async (size: number, more: object = {}) => {
    const found: unknown[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: size, ContinuationToken, ...more }))
      const { Contents = [], CommonPrefixes = [], KeyCount, NextContinuationToken } = page
      expect(KeyCount).toBe(Contents.length + CommonPrefixes.length)
      found.push(...[...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)].sort())
      ContinuationToken = NextContinuationToken
    } while (ContinuationToken !== undefined)
    return found
  }
  for (const size of [1, 2, 1000]) expect(new Set(await pages(size))).toEqual(new Set(keys))
  expect(await pages(1)).toEqual(keys)
  expect(await pages(1, { Delimiter: '/' })).toEqual(['a', 'b/', 'c', '\uffee', '𝄞'])
  expect(await pages(1, { Delimiter: '/', Prefix: 'b/' })).toEqual(['b/1', 'b/2', 'b/c/'])
  expect(await pages(2, { Prefix: 'b/' })).toEqual(['b/1', 'b/2', 'b/c/3'])
  expect(await pages(1, { StartAfter: 'b/2' })).toEqual(keys.slice(3))
})

test('versions are listed newest first, page by page, also while they are deleted', async () => {
  const { put, s3 } = await localBucket()
  await s3.send(enable)
  const ids: unknown[] = []
  for (const key of ['a', 'a', 'a', 'b', 'b']) ids.push((await put(key, key)).VersionId)
  await put('c', 'c')
  const listed: unknown[] = []
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...markers }))
    for (const { Key, VersionId } of page.Versions ?? []) {
      if (Key !== 'c') listed.push(VersionId)
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
    }
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
  } while (markers.KeyMarker !== undefined)
  expect(listed).toEqual([2, 1, 0, 4, 3].map((n) => ids[n]))
  expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toBeUndefined()
})

test('a presigned URL reads until it expires, and does not write', async () => {
  const { put, s3, clock } = await localBucket()
  await put('a/1.json', '{}', { ContentType: 'application/json' })
  const signing = { expiresIn: 60, signingDate: new Date(clock.now) }
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'a/1.json' }), signing)
  const reply = await fetch(url)
  expect([reply.status, reply.headers.get('content-type'), await reply.text()]).toEqual([200, 'application/json', '{}'])
  expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(501)
  clock.now += 61_000
  expect((await fetch(url)).status).toBe(403)
})

test('an object that is replaced while it is read is read to its end', async () => {
  const { put, text, s3 } = await localBucket()
  const old = Buffer.alloc(12 * 1024 * 1024, 'old')
  await put('a', old)
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  await put('a', 'new')
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(old)).toBe(true)
  expect(await text('a')).toBe('new')
})
