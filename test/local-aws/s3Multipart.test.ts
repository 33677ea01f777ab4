import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, day, localBucket } from './s3Fixture.ts'

const Key = 'export.ndjson'
const full = 5 * 1024 * 1024
const first = Buffer.alloc(full, 'first ')
const second = Buffer.alloc(1_500_000, 'second ')

/** A bucket with an upload begun, and how its parts are sent and the upload is ended. */
async function begun(more: object = {}, options: { lock?: boolean } = {}) {
  const local = await localBucket(options)
  const { s3 } = local
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  return {
    ...local,
    upload: async (PartNumber: number, Body: Buffer, extra: object = {}): Promise<CompletedPart> => {
      const sent = { Bucket, Key, UploadId, PartNumber, Body, ...extra }
      const { $metadata: _, ...part } = await s3.send(new UploadPartCommand(sent))
      return { PartNumber, ...part }
    },
    complete: (Parts: CompletedPart[], extra: object = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...extra })),
    abort: () => s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
  }
}

test('the parts become one object when they are completed, and none before', async () => {
  const { upload, complete, versions, get, head } = await begun({ ContentType: 'application/fhir+ndjson' })
  const parts = [await upload(1, Buffer.alloc(10)), await upload(7, second), await upload(1, first)]
  expect(await versions()).toEqual([])
  const { ETag, ChecksumCRC64NVME } = await complete(parts.slice(1).toReversed())
  const { bytes, ContentType } = await get(Key)
  expect(bytes.equals(Buffer.concat([first, second]))).toBe(true)
  expect(ContentType).toBe('application/fhir+ndjson')
  const digests = [first, second].map((part) => createHash('md5').update(part).digest())
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-2"`)
  expect(await head(Key, { ChecksumMode: 'ENABLED' })).toMatchObject({ ETag, ChecksumCRC64NVME })
  const across = await get(Key, { Range: `bytes=${full - 2}-${full + 1}` })
  expect(across.bytes).toEqual(Buffer.concat([first.subarray(-2), second.subarray(0, 2)]))
})

test('an upload with a checksum algorithm verifies each part and has a checksum of checksums', async () => {
  const { upload, complete, head } = await begun({ ChecksumAlgorithm: 'SHA256' })
  await expect(upload(1, first)).rejects.toMatchObject({ name: 'InvalidRequest' })
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
  const wrong = upload(1, first, { ChecksumSHA256: sha256(second).toString('base64') })
  await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' })
  const sent = { ChecksumAlgorithm: 'SHA256' }
  const parts = [await upload(1, first, sent), await upload(2, second, sent)]
  const unnamed = complete(parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })))
  await expect(unnamed).rejects.toMatchObject({ name: 'InvalidRequest' })
  await complete(parts)
  const ChecksumSHA256 = `${sha256(Buffer.concat([sha256(first), sha256(second)])).toString('base64')}-2`
  expect(await head(Key, { ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumSHA256, ChecksumType: 'COMPOSITE' })
})

test('parts that are missing, small, unordered or others are no object', async () => {
  const { upload, complete, versions } = await begun()
  const one = await upload(1, second)
  const two = await upload(2, second)
  await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })
  await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
  await expect(complete([one, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
  await expect(complete([{ ...one, PartNumber: 3 }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(complete([{ ...one, ETag: '"other"' }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(complete([{ ...one, ChecksumCRC32: 'AAAAAA==' }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' })
  await expect(upload(0, second)).rejects.toMatchObject({ name: 'InvalidArgument' })
  expect(await versions()).toEqual([])
  await complete([one])
  expect(await versions()).toHaveLength(1)
})

test('an upload ends once, completed or aborted', async () => {
  const ended = { name: 'NoSuchUpload' }
  const completed = await begun()
  const part = await completed.upload(1, second)
  await completed.complete([part])
  await expect(completed.complete([part])).rejects.toMatchObject(ended)
  await expect(completed.upload(2, second)).rejects.toMatchObject(ended)
  await expect(completed.abort()).rejects.toMatchObject(ended)
  expect((await completed.get(Key)).bytes.equals(second)).toBe(true)

  const aborted = await begun()
  await aborted.upload(1, second)
  await aborted.abort()
  await expect(aborted.complete([part])).rejects.toMatchObject(ended)
  expect(await aborted.versions()).toEqual([])
})

test('an upload that must not replace anything is refused when it is completed', async () => {
  const { upload, complete, put, text } = await begun()
  const part = await upload(1, second)
  await put(Key, 'earlier')
  await expect(complete([part], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  expect(await text(Key)).toBe('earlier')
})

test('an upload is kept as long as it asked when it was begun', async () => {
  const ObjectLockRetainUntilDate = new Date(Date.UTC(2026, 0, 1) + day)
  const { upload, complete, head } = await begun(
    { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate },
    { lock: true },
  )
  await complete([await upload(1, second)])
  expect(await head(Key)).toMatchObject({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate })
})
