import type { Bucket } from './buckets.ts'
import { type Checksum, checksumHeader } from './checksum.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import { type Retention, retentionOf } from './retention.ts'

const kept = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires']
const encryption = 'x-amz-server-side-encryption'
const encryptionHeaders = [encryption, `${encryption}-aws-kms-key-id`, `${encryption}-bucket-key-enabled`]
const lockMode = 'x-amz-object-lock-mode'
const lockUntil = 'x-amz-object-lock-retain-until-date'
const metadataLimit = 2048

/** The headers with which an object is put; a star stands for any ending. */
export const objectHeaders = [...kept, 'x-amz-meta-*', ...encryptionHeaders, lockMode, lockUntil]

/**
 * The headers of a put that come back with the object: what describes it, its metadata and its encryption.
 * @throws ServiceException MetadataTooLarge, InvalidArgument, NotImplemented
 */
export function headersToKeep({ headers }: S3Request): Readonly<Record<string, string>> {
  const metadata = [...headers].filter(([name]) => name.startsWith('x-amz-meta-'))
  const sizes = metadata.map(([name, value]) => name.length - 'x-amz-meta-'.length + value.length)
  if (sizes.reduce((sum, size) => sum + size, 0) > metadataLimit) throw refusal('MetadataTooLarge')
  const described = kept.flatMap((name) => {
    const value = name === 'content-encoding' ? contentEncoding(headers.get(name)) : headers.get(name)
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  const encrypted = encryptionHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value === undefined ? [] : [[name, value]]
  })
  assertEncryption(Object.fromEntries(encrypted))
  return {
    'content-type': 'binary/octet-stream',
    [encryption]: 'AES256',
    ...Object.fromEntries([...described, ...metadata, ...encrypted]),
  }
}

/** Only these two are remembered; nothing is encrypted, and no key is asked for. */
function assertEncryption(headers: Readonly<Record<string, string>>): void {
  const sort = headers[encryption]
  if (sort !== undefined && sort !== 'aws:kms' && sort !== 'AES256') throw refusal('NotImplemented')
  if (sort !== 'aws:kms' && Object.keys(headers).some((name) => name !== encryption)) throw refusal('InvalidArgument')
}

/** Whether an object of these headers is encrypted under a KMS key: its ETag is then no MD5. */
export function isKmsEncrypted(headers: Readonly<Record<string, string>>): boolean {
  return headers[encryption] === 'aws:kms'
}

/** The headers about the encryption alone, which a reply to a put has. */
export function encryptionOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => encryptionHeaders.includes(name)))
}

/** The headers that tell a checksum. */
export function checksumHeaders({ algorithm, type, value }: Checksum): Readonly<Record<string, string>> {
  return { [checksumHeader(algorithm)]: value, 'x-amz-checksum-type': type }
}

/** The retention that the headers ask for. @throws ServiceException InvalidRequest, InvalidArgument */
export function findRetention({ headers }: S3Request, bucket: Bucket, now: number): Retention | undefined {
  const mode = headers.get(lockMode)
  const until = headers.get(lockUntil)
  if (mode === undefined && until === undefined) return undefined
  if (!bucket.locking) throw refusal('InvalidRequest', 'Bucket is missing ObjectLockConfiguration')
  if (mode === undefined || until === undefined) {
    throw refusal('InvalidArgument', `${lockUntil} and ${lockMode} must both be supplied`)
  }
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') throw refusal('InvalidArgument', 'Unknown wormMode directive.')
  return retentionOf(mode, until, now)
}

/** The headers that tell a retention. */
export function retentionHeaders(retention: Retention | undefined): Readonly<Record<string, string>> {
  if (retention === undefined) return {}
  return { [lockMode]: retention.mode, [lockUntil]: new Date(retention.until).toISOString() }
}

/** The encoding of the object itself: aws-chunked was only the way here. */
function contentEncoding(header: string | undefined): string | undefined {
  return header?.replace(/(^|,)\s*aws-chunked\s*$/, '')
}
