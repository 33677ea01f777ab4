import { randomBytes } from 'node:crypto'
import type { Piece } from './blobs.ts'
import { assertChecksum, receive } from './body.ts'
import type { Bucket } from './buckets.ts'
import type { Checksum } from './checksum.ts'
import { checksumHeaders, encryptionOf, findRetention, headersToKeep, isKmsEncrypted } from './objectHeaders.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import { defaultRetention, type Retention } from './retention.ts'
import type { S3Reply, S3State } from './state.ts'
import type { Content, Version } from './versions.ts'

/** Receives an object and adds it in one commit; the client is answered after it. */
export async function putObject(state: S3State, request: S3Request): Promise<S3Reply> {
  const bucket = state.buckets.get(request.bucket)
  const headers = headersToKeep(request)
  const retention = findRetention(request, bucket, state.now())
  if (retention !== undefined || bucket.retention !== undefined) assertChecksum(request)
  const condition = conditionOf(request)
  const writer = state.blobs.writer()
  try {
    const { size, md5, checksum } = await receive(request, (bytes) => writer.write(bytes))
    const added = state.store.transaction(() => {
      const content = { size, etag: etagOf(headers, md5), checksum, headers }
      return addObject(state, request, { content, retention, condition, pieces: [writer.finish()] })
    })
    return { status: 200, headers: { ...added, ...checksumHeaders(checksum) } }
  } catch (error) {
    writer.discard()
    throw error
  }
}

/** An object whose bytes are there: what the request says of it, and on what condition it is added. */
export interface NewObject {
  readonly content: Content
  readonly retention: Retention | undefined
  readonly condition: Condition
  readonly pieces: readonly Piece[]
}

/**
 * Adds an object inside a transaction and returns the headers of the reply. The bucket is read anew: it may have
 * changed while the bytes came.
 * @throws ServiceException PreconditionFailed, NoSuchKey
 */
export function addObject(
  state: S3State,
  { bucket: name, key }: S3Request,
  { content, retention, condition, pieces }: NewObject,
): Readonly<Record<string, string>> {
  const bucket = state.buckets.get(name)
  const modified = state.now()
  condition(state.versions.find(bucket, key, undefined)?.content)
  const kept = retention ?? defaultRetention(bucket.retention, modified)
  const version = state.versions.add({ bucket, key, modified, content, retention: kept, pieces })
  return { etag: quote(content.etag), ...versionHeader(bucket, version), ...encryptionOf(content.headers) }
}

/** Judges what is there under the key, or undefined. @throws ServiceException PreconditionFailed, NoSuchKey */
export type Condition = (current: Content | undefined) => void

/** The condition that the headers of a write set. @throws ServiceException NotImplemented */
export function conditionOf({ headers }: S3Request): Condition {
  const match = headers.get('if-match')
  const noneMatch = headers.get('if-none-match')
  const both = match !== undefined && noneMatch !== undefined
  if (both || match === '*' || (noneMatch !== undefined && noneMatch !== '*')) throw refusal('NotImplemented')
  return (current) => {
    if (noneMatch !== undefined && current !== undefined) throw refusal('PreconditionFailed')
    if (match === undefined) return
    if (current === undefined) throw refusal('NoSuchKey')
    if (current.etag !== unquote(match)) throw refusal('PreconditionFailed')
  }
}

/** An ETag is the MD5 of the bytes only where no KMS key is named; elsewhere nobody may count on it. */
export function etagOf(headers: Readonly<Record<string, string>>, md5: string): string {
  return isKmsEncrypted(headers) ? randomBytes(16).toString('hex') : md5
}

/** The header that names a version, where the bucket has versions. */
export function versionHeader(bucket: Bucket, { id }: Version): Readonly<Record<string, string>> {
  return bucket.versioned ? { 'x-amz-version-id': id } : {}
}

/** An ETag as headers and documents write it. */
export function quote(etag: string): string {
  return `"${etag}"`
}

/** An ETag without its quotes, which clients may leave out. */
export function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1')
}

/** The member of a document that tells a checksum. */
export function checksumMember({ algorithm, type, value }: Checksum): Readonly<Record<string, string>> {
  return { [`Checksum${algorithm}`]: value, ChecksumType: type }
}
