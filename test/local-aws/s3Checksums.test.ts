import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Bucket, localBucket } from './s3Fixture.ts'

const digits = '123456789'
// The check values of the catalogue of CRC algorithms (https://reveng.sourceforge.io/crc-catalogue/all.htm).
const ofDigits = {
  CRC32: Buffer.from('cbf43926', 'hex').toString('base64'),
  CRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
  CRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  SHA1: createHash('sha1').update(digits).digest('base64'),
  SHA256: createHash('sha256').update(digits).digest('base64'),
}
const algorithms = Object.entries(ofDigits).map(([algorithm, value]) => ({
  algorithm: algorithm as keyof typeof ofDigits,
  value,
}))

test.each(algorithms)('$algorithm is verified, kept and told', async ({ algorithm, value }) => {
  const { put, get, head } = await localBucket()
  const member = { [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' }
  expect(await put('a', digits, { ChecksumAlgorithm: algorithm })).toMatchObject(member)
  expect(await head('a', { ChecksumMode: 'ENABLED' })).toMatchObject(member)
  expect(await head('a')).not.toHaveProperty(`Checksum${algorithm}`)
  expect(await get('a')).toMatchObject(member)
  expect(await get('a', { Range: 'bytes=0-3' })).not.toHaveProperty(`Checksum${algorithm}`)
})

test.each(algorithms)('$algorithm of a stream trails it', async ({ algorithm }) => {
  const { put, get } = await localBucket()
  const body = Buffer.alloc(2_500_000, 'wardgraph')
  const pieces = Array.from({ length: 25 }, (_, n) => body.subarray(n * 100_000, (n + 1) * 100_000))
  await put('a', Readable.from(pieces), { ContentLength: body.length, ChecksumAlgorithm: algorithm })
  expect((await get('a')).bytes.equals(body)).toBe(true)
})

test.each(algorithms)('a wrong $algorithm is refused and stores nothing', async ({ algorithm, value }) => {
  const { put, versions } = await localBucket()
  const wrong = put('a', 'other', { [`Checksum${algorithm}`]: value })
  await expect(wrong).rejects.toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } })
  const malformed = put('a', 'other', { [`Checksum${algorithm}`]: 'AAA=' })
  await expect(malformed).rejects.toMatchObject({ name: 'InvalidRequest' })
  expect(await versions()).toEqual([])
})

test('the first checksum is CRC32, and CRC64NVME where the client sends none', async () => {
  const { put, raw, head } = await localBucket()
  expect(await put('a', digits)).toMatchObject({ ChecksumCRC32: ofDigits.CRC32 })
  await raw('PUT', `/${Bucket}/b`, { body: digits })
  expect(await head('b', { ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumCRC64NVME: ofDigits.CRC64NVME })
})

test('Content-MD5 and the hash of the signature are verified too', async () => {
  const { put, raw } = await localBucket()
  const md5 = createHash('md5').update(digits).digest('base64')
  expect((await put('a', digits, { ContentMD5: md5 })).ETag).toBe(`"${Buffer.from(md5, 'base64').toString('hex')}"`)
  await expect(put('a', 'other', { ContentMD5: md5 })).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(put('a', 'other', { ContentMD5: 'AAAA' })).rejects.toMatchObject({ name: 'InvalidDigest' })
  const hashed = { body: digits, 'x-amz-content-sha256': createHash('sha256').update('other').digest('hex') }
  expect(await raw('PUT', `/${Bucket}/a`, hashed)).toEqual([400, 'XAmzContentSHA256Mismatch'])
})

const chunked = {
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '9',
  'x-amz-trailer': 'x-amz-checksum-crc32',
}
const trailer = `x-amz-checksum-crc32:${ofDigits.CRC32}\r\n\r\n`

test.each([
  ['whole', `4\r\n1234\r\n5\r\n56789\r\n0\r\n${trailer}`, [200, undefined]],
  ['of another length', `4\r\n1234\r\n0\r\n${trailer}`, [400, 'IncompleteBody']],
  ['longer than said', `A\r\n1234567890\r\n0\r\n${trailer}`, [400, 'IncompleteBody']],
  ['without its end', '9\r\n123456789\r\n', [400, 'IncompleteBody']],
  ['cut in a chunk', '9\r\n12345', [400, 'IncompleteBody']],
  ['with chunks of no size', `x\r\n123456789\r\n0\r\n${trailer}`, [400, 'IncompleteBody']],
  ['with more after its end', `9\r\n123456789\r\n0\r\n${trailer}more`, [400, 'IncompleteBody']],
  ['without its trailer', '9\r\n123456789\r\n0\r\n\r\n', [400, 'InvalidRequest']],
  ['with other bytes', `9\r\n987654321\r\n0\r\n${trailer}`, [400, 'BadDigest']],
] as const)('an aws-chunked body %s', async (_, body, answer) => {
  const { raw, versions } = await localBucket()
  expect(await raw('PUT', `/${Bucket}/a`, { ...chunked, body })).toEqual(answer)
  expect(await versions()).toHaveLength(answer[0] === 200 ? 1 : 0)
})

test.each([
  ['signed chunks', { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }, 501],
  ['another trailer', { 'x-amz-trailer': 'x-amz-checksum-md5' }, 501],
  ['another checksum', { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }, 501],
  ['two checksums', { 'x-amz-checksum-sha1': ofDigits.SHA1 }, 400],
  ['an algorithm without its checksum', { 'x-amz-sdk-checksum-algorithm': 'SHA1' }, 400],
  ['chunks that no header tells of', { 'content-encoding': 'gzip' }, 400],
] as const)('a body with %s is refused', async (_, headers, status) => {
  const { raw } = await localBucket()
  const body = `9\r\n${digits}\r\n0\r\n${trailer}`
  expect(await raw('PUT', `/${Bucket}/a`, { ...chunked, ...headers, body })).toEqual([status, expect.any(String)])
})
