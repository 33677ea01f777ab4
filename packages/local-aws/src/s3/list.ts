import type { XmlContent } from '../xml.ts'
import { checksumMember, quote } from './putObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import type { S3Reply, S3State } from './state.ts'
import { type Content, type Position, positionOf, type Version } from './versions.ts'
import { writeXml } from './xml.ts'

const longestPage = 1000

/** An object of a page, or the prefix that several have in common. */
type Entry =
  | { readonly key: string; readonly content: Content; readonly modified: number }
  | { readonly prefix: string }

/** ListObjectsV2: keys in the order of their UTF-8, rolled up at the delimiter. */
export function listObjects(state: S3State, { bucket: name, query }: S3Request): S3Reply {
  const bucket = state.buckets.get(name)
  if (query.get('list-type') !== '2') throw refusal('NotImplemented')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const size = pageSize(query)
  const token = query.get('continuation-token')
  const after = token === undefined ? { key: query.get('start-after') ?? '', rolled: false } : readToken(token)
  const versions = state.versions.list(bucket, { from: prefix, after: { key: after.key, seq: 0 } })
  const { page, more } = takePage(entries(versions, { prefix, delimiter, after }), size)
  const last = page.at(-1)
  return {
    status: 200,
    body: writeXml('ListBucketResult', {
      Name: name,
      Prefix: prefix,
      MaxKeys: size,
      KeyCount: page.length,
      IsTruncated: more,
      Delimiter: query.get('delimiter'),
      ContinuationToken: token,
      StartAfter: query.get('start-after'),
      NextContinuationToken: more && last !== undefined ? writeToken(last) : undefined,
      Contents: page.flatMap((entry) => ('key' in entry ? described(entry) : [])),
      CommonPrefixes: page.flatMap((entry) => ('prefix' in entry ? { Prefix: entry.prefix } : [])),
    }),
  }
}

/** ListObjectVersions: all versions and delete markers, the newest of a key first. */
export function listVersions(state: S3State, { bucket: name, query }: S3Request): S3Reply {
  const bucket = state.buckets.get(name)
  const prefix = query.get('prefix') ?? ''
  const size = pageSize(query)
  const after = position(query)
  const { page, more } = takePage(withPrefix(state.versions.list(bucket, { from: prefix, after }), prefix), size)
  const last = page.at(-1)
  return {
    status: 200,
    body: writeXml('ListVersionsResult', {
      Name: name,
      Prefix: prefix,
      MaxKeys: size,
      IsTruncated: more,
      KeyMarker: query.get('key-marker') ?? '',
      VersionIdMarker: query.get('version-id-marker') ?? '',
      NextKeyMarker: more ? last?.key : undefined,
      NextVersionIdMarker: more ? last?.id : undefined,
      Version: page.flatMap(({ content, ...version }) =>
        content === undefined ? [] : { ...described({ ...version, content }), ...identified(version) },
      ),
      DeleteMarker: page.flatMap((version) =>
        version.content === undefined
          ? { Key: version.key, LastModified: iso(version.modified), ...identified(version) }
          : [],
      ),
    }),
  }
}

function described({ key, content, modified }: { key: string; content: Content; modified: number }) {
  return {
    Key: key,
    LastModified: iso(modified),
    ETag: quote(content.etag),
    ChecksumAlgorithm: content.checksum.algorithm,
    ChecksumType: checksumMember(content.checksum).ChecksumType,
    Size: content.size,
    StorageClass: 'STANDARD',
  } satisfies XmlContent
}

function identified({ id, newest }: { readonly id: string; readonly newest: boolean }) {
  return { VersionId: id, IsLatest: newest }
}

interface Listing {
  readonly prefix: string
  readonly delimiter: string
  readonly after: { readonly key: string; readonly rolled: boolean }
}

function* entries(versions: Iterable<Version>, { prefix, delimiter, after }: Listing): Generator<Entry> {
  let rolled = after.rolled ? after.key : undefined
  for (const { key, content, modified, newest } of withPrefix(versions, prefix)) {
    if (!newest || content === undefined) continue
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (end < 0) yield { key, content, modified }
    else {
      const common = key.slice(0, end + delimiter.length)
      if (common !== rolled) yield { prefix: common }
      rolled = common
    }
  }
}

function* withPrefix(versions: Iterable<Version>, prefix: string): Generator<Version> {
  for (const version of versions) {
    if (!version.key.startsWith(prefix)) return
    yield version
  }
}

function takePage<T>(all: Iterable<T>, size: number): { page: readonly T[]; more: boolean } {
  const page: T[] = []
  if (size === 0) return { page, more: false }
  for (const entry of all) {
    if (page.length === size) return { page, more: true }
    page.push(entry)
  }
  return { page, more: false }
}

function pageSize(query: S3Request['query']): number {
  const asked = query.get('max-keys') ?? String(longestPage)
  if (!/^\d{1,9}$/.test(asked)) throw refusal('InvalidArgument')
  return Math.min(Number(asked), longestPage)
}

function position(query: S3Request['query']): Position {
  const key = query.get('key-marker') ?? ''
  const id = query.get('version-id-marker') ?? ''
  if (id !== '' && key === '') throw refusal('InvalidArgument')
  const found = id === '' ? { key, seq: 0 } : positionOf(key, id)
  if (found === undefined) throw refusal('InvalidArgument')
  return found
}

function writeToken(entry: Entry): string {
  return Buffer.from('key' in entry ? `k${entry.key}` : `p${entry.prefix}`).toString('base64url')
}

function readToken(token: string): Listing['after'] {
  const [, sort, key = ''] = /^([kp])(.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (sort === undefined) throw refusal('InvalidArgument', 'The continuation token provided is incorrect')
  return { key, rolled: sort === 'p' }
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
