import type { Bucket } from './buckets.ts'
import { checksumHeaders, retentionHeaders } from './objectHeaders.ts'
import { quote, versionHeader } from './putObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import type { S3Reply, S3State } from './state.ts'
import type { Content, Version } from './versions.ts'

/** Sends an object or a range of it. */
export function getObject(state: S3State, request: S3Request): S3Reply {
  const { reply, version, range } = described(state, request)
  return { ...reply, body: state.blobs.read(state.versions.pieces(version), range) }
}

/** What GetObject would send, without the bytes. */
export function headObject(state: S3State, request: S3Request): S3Reply {
  return described(state, request).reply
}

/**
 * The version that a request means, which is an object.
 * @throws ServiceException NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker named by its id
 */
export function getVersion(state: S3State, bucket: Bucket, { key, query }: S3Request): Version & { content: Content } {
  const id = versionIdOf(query)
  const version = state.versions.find(bucket, key, id)
  if (version === undefined) throw refusal(id === undefined ? 'NoSuchKey' : 'NoSuchVersion')
  const { content } = version
  if (content === undefined) throw refusal(id === undefined ? 'NoSuchKey' : 'MethodNotAllowed')
  return { ...version, content }
}

/** The version id of a query. @throws ServiceException InvalidArgument where it is empty */
export function versionIdOf(query: S3Request['query']): string | undefined {
  const id = query.get('versionId')
  if (id === '') throw refusal('InvalidArgument', 'Version id cannot be the empty string')
  return id
}

function described(state: S3State, request: S3Request) {
  const bucket = state.buckets.get(request.bucket)
  const version = getVersion(state, bucket, request)
  const { content, modified, retention } = version
  const asked = findRange(request.headers.get('range'), content.size)
  const range = asked ?? { start: 0, end: content.size }
  const headers = {
    ...content.headers,
    'accept-ranges': 'bytes',
    'content-length': String(range.end - range.start),
    etag: quote(content.etag),
    'last-modified': new Date(modified).toUTCString(),
    ...versionHeader(bucket, version),
    ...retentionHeaders(retention),
    // A checksum of the whole would not match the range.
    ...(asked === undefined && wantsChecksum(request) ? checksumHeaders(content.checksum) : {}),
    ...(asked === undefined ? {} : { 'content-range': `bytes ${asked.start}-${asked.end - 1}/${content.size}` }),
  }
  const reply = { status: asked === undefined ? 200 : 206, headers }
  return { reply, version, range }
}

function wantsChecksum({ headers }: S3Request): boolean {
  const mode = headers.get('x-amz-checksum-mode')
  if (mode !== undefined && mode !== 'ENABLED') throw refusal('InvalidArgument')
  return mode === 'ENABLED'
}

/** The one range asked for, `end` exclusive (RFC 9110, 14.1.2); several, or other units, are not answered. */
function findRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  if (header === undefined) return undefined
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header) ?? []
  if (first === '' && last === '') throw refusal('NotImplemented')
  if (first !== '' && last !== '' && Number(last) < Number(first)) throw refusal('NotImplemented')
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size)
  if (start >= end) throw refusal('InvalidRange')
  return { start, end }
}
