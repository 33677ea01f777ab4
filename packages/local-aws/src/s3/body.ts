import { decodeAwsChunked } from './awsChunked.ts'
import { type Checksum, type ChecksumAlgorithm, checksumAlgorithms, checksumHeader, createDigest } from './checksum.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'

/** What was received, all of it as the request had said. */
export interface Received {
  readonly size: number
  /** Hexadecimal: the ETag of what is not encrypted under a KMS key. */
  readonly md5: string
  /** The checksum sent, or the CRC64NVME that S3 computes where none was. */
  readonly checksum: Checksum
}

const digestHeaders = ['content-md5', 'x-amz-sdk-checksum-algorithm', ...checksumAlgorithms.map(checksumHeader)]

/** The headers that may describe the body of a request that has one. */
export const bodyHeaders = [...digestHeaders, 'content-encoding', 'x-amz-trailer', 'x-amz-decoded-content-length']

const streaming = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
const largestPut = 5 * 1024 ** 3
const xmlLimit = 4 * 1024 * 1024

/** The algorithm of the checksum that the request carries, ahead or trailing. @throws ServiceException InvalidRequest */
export function declaredAlgorithm({ headers }: S3Request): ChecksumAlgorithm | undefined {
  const trailer = headers.get('x-amz-trailer')?.toLowerCase()
  const sent = checksumAlgorithms.filter((it) => headers.has(checksumHeader(it)) || checksumHeader(it) === trailer)
  const asked = headers.get('x-amz-sdk-checksum-algorithm')
  if (trailer !== undefined && !checksumAlgorithms.some((it) => checksumHeader(it) === trailer)) {
    throw refusal('NotImplemented')
  }
  if (sent.length > 1) throw refusal('InvalidRequest', 'Expecting a single x-amz-checksum- header')
  if (asked !== undefined && asked !== sent[0]) {
    throw refusal('InvalidRequest', 'x-amz-sdk-checksum-algorithm has no corresponding checksum header or trailer')
  }
  return sent[0]
}

/** @throws ServiceException InvalidRequest where S3 wants the content to be named by a checksum or Content-MD5 */
export function assertChecksum(request: S3Request): void {
  if (declaredAlgorithm(request) !== undefined || request.headers.has('content-md5')) return
  throw refusal('InvalidRequest', 'Content-MD5 or x-amz-checksum- HTTP header is required')
}

/**
 * Hands each piece of the body to `write` and returns when the whole of it has come and matches what was said of it.
 * @throws ServiceException BadDigest, IncompleteBody and others: what was written counts for nothing then
 */
export async function receive(request: S3Request, write: (bytes: Buffer) => void): Promise<Received> {
  const declared = declaredAlgorithm(request)
  const length = lengthOf(request)
  const trailers = new Map<string, string>()
  const chunked = isAwsChunked(request)
  const md5 = createDigest('MD5')
  const sha256 = createDigest('SHA256')
  const algorithm = declared ?? 'CRC64NVME'
  const checksum = createDigest(algorithm)
  let size = 0
  for await (const bytes of chunked ? decodeAwsChunked(request.body, trailers) : request.body) {
    size += bytes.length
    if (size > length) throw refusal('IncompleteBody')
    for (const digest of [md5, sha256, checksum]) digest.update(bytes)
    write(bytes)
  }
  if (size !== length) throw refusal('IncompleteBody')
  const received = { size, md5: md5.digest(), sha256: sha256.digest(), checksum: checksum.digest() }
  verify(request, received)
  if (declared !== undefined) {
    const header = checksumHeader(declared)
    const sent = request.headers.get(header) ?? trailers.get(header) ?? ''
    if (Buffer.from(sent, 'base64').length !== received.checksum.length) throw refusal('InvalidRequest')
    if (sent !== received.checksum.toString('base64')) throw refusal('BadDigest')
  }
  const kept = { algorithm, type: 'FULL_OBJECT', value: received.checksum.toString('base64') } as const
  return { size, md5: received.md5.toString('hex'), checksum: kept }
}

/** The whole body, which must be small: an XML document. */
export async function receiveText(request: S3Request): Promise<string> {
  if (lengthOf(request) > xmlLimit) throw refusal('MaxMessageLengthExceeded')
  const chunks: Buffer[] = []
  await receive(request, (bytes) => chunks.push(bytes))
  return Buffer.concat(chunks).toString('utf8')
}

function verify({ headers }: S3Request, { md5, sha256 }: { readonly md5: Buffer; readonly sha256: Buffer }): void {
  const contentMd5 = headers.get('content-md5')
  if (contentMd5 !== undefined) {
    if (Buffer.from(contentMd5, 'base64').length !== md5.length) throw refusal('InvalidDigest')
    if (contentMd5 !== md5.toString('base64')) throw refusal('BadDigest')
  }
  const contentSha256 = headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  const unhashed = contentSha256 === 'UNSIGNED-PAYLOAD' || contentSha256 === streaming
  if (!unhashed && contentSha256 !== sha256.toString('hex')) throw refusal('XAmzContentSHA256Mismatch')
}

function isAwsChunked({ headers }: S3Request): boolean {
  const sha256 = headers.get('x-amz-content-sha256') ?? ''
  const encoded = /(^|,)\s*aws-chunked\s*$/.test(headers.get('content-encoding') ?? '')
  // Chunks that are signed one by one: no SDK client for JavaScript sends them.
  if (sha256.startsWith('STREAMING-') && sha256 !== streaming) throw refusal('NotImplemented')
  if (encoded !== (sha256 === streaming)) throw refusal('InvalidRequest')
  if (!encoded && (headers.has('x-amz-trailer') || headers.has('transfer-encoding'))) throw refusal('NotImplemented')
  return encoded
}

function lengthOf(request: S3Request): number {
  const header = isAwsChunked(request) ? 'x-amz-decoded-content-length' : 'content-length'
  const length = request.headers.get(header)
  if (length === undefined || !/^\d{1,15}$/.test(length)) throw refusal('MissingContentLength')
  if (Number(length) > largestPut) throw refusal('EntityTooLarge')
  return Number(length)
}
