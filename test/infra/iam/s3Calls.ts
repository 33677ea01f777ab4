import { type Asked, type Bucket, type Names, named } from './call.ts'
import { NotModelled } from './errors.ts'
import { elements } from './json.ts'
import { kmsRequestViaS3 } from './kmsCalls.ts'

interface Operation {
  readonly action: string
  readonly on: 'bucket' | 'object'
  /** The action instead, where a version of the object is named. */
  readonly ofVersion?: string
  /** What S3 then asks of KMS for an object under one of its keys. */
  readonly kms?: 'GenerateDataKey' | 'Decrypt'
  readonly writes?: boolean
}

/** The actions of S3's operations (using-with-s3-policy-actions; for KMS UsingKMSEncryption and mpuoverview). */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  HeadBucket: { action: 's3:ListBucket', on: 'bucket' },
  ListObjectsV2: { action: 's3:ListBucket', on: 'bucket' },
  ListObjectVersions: { action: 's3:ListBucketVersions', on: 'bucket' },
  GetObject: { action: 's3:GetObject', on: 'object', ofVersion: 's3:GetObjectVersion', kms: 'Decrypt' },
  HeadObject: { action: 's3:GetObject', on: 'object', ofVersion: 's3:GetObjectVersion' },
  PutObject: { action: 's3:PutObject', on: 'object', kms: 'GenerateDataKey', writes: true },
  CreateMultipartUpload: { action: 's3:PutObject', on: 'object', kms: 'GenerateDataKey', writes: true },
  UploadPart: { action: 's3:PutObject', on: 'object', kms: 'Decrypt' },
  CompleteMultipartUpload: { action: 's3:PutObject', on: 'object', kms: 'Decrypt' },
  AbortMultipartUpload: { action: 's3:AbortMultipartUpload', on: 'object' },
  DeleteObject: { action: 's3:DeleteObject', on: 'object', ofVersion: 's3:DeleteObjectVersion' },
  GetObjectRetention: { action: 's3:GetObjectRetention', on: 'object' },
  PutObjectRetention: { action: 's3:PutObjectRetention', on: 'object' },
}

const ENCRYPTION = 'x-amz-server-side-encryption'
const KEY = `${ENCRYPTION}-aws-kms-key-id`
/** Headers of a write that need an action of their own besides PutObject (API_PutObject). */
const MORE: Readonly<Record<string, string>> = {
  'x-amz-object-lock-mode': 's3:PutObjectRetention',
  'x-amz-object-lock-legal-hold': 's3:PutObjectLegalHold',
  'x-amz-tagging': 's3:PutObjectTagging',
  'x-amz-acl': 's3:PutObjectAcl',
  'x-amz-bypass-governance-retention': 's3:BypassGovernanceRetention',
}

/** The requests of an S3 call: its action, those its headers need, and what S3 asks of KMS in the caller's name. */
export function s3Requests(operation: string, input: Readonly<Record<string, unknown>>, names: Names): Asked[] {
  const known = OPERATIONS[operation]
  if (known === undefined) throw new NotModelled(`s3 ${operation}: no such operation`)
  const bucket = named(names.buckets, input.bucket)
  const headers = elements(input.headers)
  const resource = known.on === 'bucket' ? bucket.arn : `${bucket.arn}/${objectKey(input)}`
  const action = input.versionId === undefined ? known.action : known.ofVersion
  if (action === undefined) throw new NotModelled(`s3 ${operation}: not of a version`)
  if (action === 's3:PutObject' && headers['if-match'] !== undefined) throw new NotModelled('a write if it matches')
  const more = Object.keys(MORE).flatMap((header) => (headers[header] === undefined ? [] : (MORE[header] ?? [])))
  const asked = [action, ...more].map((name) => ({ action: name, resource, ...sentWith(known, headers) }))
  const key = known.writes ? writtenUnder(bucket, headers, names) : bucket.key
  const wantsChecksum = operation === 'HeadObject' && headers['x-amz-checksum-mode'] !== undefined // API_HeadObject
  const kms = wantsChecksum ? 'Decrypt' : known.kms
  if (kms === undefined || key === null) return asked
  const about = bucket.bucketKey ? bucket.arn : resource
  return [...asked, kmsRequestViaS3(kms, { key, about, region: names.region })]
}

/**
 * The headers of encryption, and the one that asks for no file in its place (conditional-writes-enforce), are condition keys by
 * their own names, and only those that were sent are there. What S3 says of them
 * for the parts of an upload, which was encrypted when it was begun, is not documented: there they are neither.
 */
function sentWith({ action, writes = false }: Operation, headers: Readonly<Record<string, unknown>>) {
  const all = [ENCRYPTION, KEY, 'if-none-match']
  if (!writes) return { context: {}, absent: action === 's3:PutObject' ? [] : all.map((name) => `s3:${name}`) }
  const sent = all.filter((name) => headers[name] !== undefined)
  const context = Object.fromEntries(sent.map((name) => [`s3:${name}`, String(headers[name])]))
  const absent = all.filter((name) => !sent.includes(name)).map((name) => `s3:${name}`)
  return { context, absent }
}

/** The KMS key that a write is encrypted under, null for none. */
function writtenUnder(bucket: Bucket, headers: Readonly<Record<string, unknown>>, names: Names): string | null {
  if (headers[KEY] !== undefined) return named(names.keys, headers[KEY])
  if (headers[ENCRYPTION] === 'aws:kms' && bucket.key === null)
    throw new NotModelled('an object under the key that AWS manages for S3')
  return headers[ENCRYPTION] === 'AES256' ? null : bucket.key
}

function objectKey({ key }: Readonly<Record<string, unknown>>): string {
  if (typeof key !== 'string' || key === '') throw new NotModelled('an object without a key')
  return key
}
