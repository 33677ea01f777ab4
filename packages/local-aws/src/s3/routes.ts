import { bodyHeaders } from './body.ts'
import {
  createBucket,
  getObjectLock,
  getVersioning,
  headBucket,
  putObjectLock,
  putVersioning,
} from './bucketOperations.ts'
import { completeUpload } from './completeUpload.ts'
import { deleteObject, deleteObjects } from './deleteObjects.ts'
import { getObject, headObject } from './getObject.ts'
import { listObjects, listVersions } from './list.ts'
import { abortUpload, createUpload, uploadPart } from './multipart.ts'
import { objectHeaders } from './objectHeaders.ts'
import { getRetention, putRetention } from './objectRetention.ts'
import { putObject } from './putObject.ts'
import type { S3Request } from './request.ts'
import type { S3Operation } from './state.ts'

/** An operation, the requests that mean it and the headers that it honours. */
export interface Route {
  readonly operation: string
  readonly method: string
  readonly on: 'bucket' | 'object'
  /** The query parameters that must be there, and those that may. */
  readonly query?: readonly string[]
  readonly optional?: readonly string[]
  readonly headers?: readonly string[]
  readonly answer: S3Operation
}

const bypass = 'x-amz-bypass-governance-retention'
const conditions = ['if-match', 'if-none-match']
const listing = ['prefix', 'max-keys']
const reading = { optional: ['versionId'], headers: ['range', 'x-amz-checksum-mode'] }
const uploading = ['x-amz-checksum-algorithm', 'x-amz-checksum-type']

type Accepted = Pick<Route, 'query' | 'optional' | 'headers'>

const onBucket = (operation: string, method: string, answer: S3Operation, accepted: Accepted = {}): Route => ({
  operation,
  method,
  on: 'bucket',
  answer,
  ...accepted,
})
const onObject = (operation: string, method: string, answer: S3Operation, accepted: Accepted = {}): Route => ({
  operation,
  method,
  on: 'object',
  answer,
  ...accepted,
})

const routes: readonly Route[] = [
  onBucket('CreateBucket', 'PUT', createBucket, { headers: ['x-amz-bucket-object-lock-enabled'] }),
  onBucket('HeadBucket', 'HEAD', headBucket),
  onBucket('PutBucketVersioning', 'PUT', putVersioning, { query: ['versioning'], headers: bodyHeaders }),
  onBucket('GetBucketVersioning', 'GET', getVersioning, { query: ['versioning'] }),
  onBucket('PutObjectLockConfiguration', 'PUT', putObjectLock, { query: ['object-lock'], headers: bodyHeaders }),
  onBucket('GetObjectLockConfiguration', 'GET', getObjectLock, { query: ['object-lock'] }),
  onBucket('ListObjectsV2', 'GET', listObjects, {
    query: ['list-type'],
    optional: [...listing, 'delimiter', 'continuation-token', 'start-after'],
  }),
  onBucket('ListObjectVersions', 'GET', listVersions, {
    query: ['versions'],
    optional: [...listing, 'key-marker', 'version-id-marker'],
  }),
  onBucket('DeleteObjects', 'POST', deleteObjects, { query: ['delete'], headers: [bypass, ...bodyHeaders] }),
  onObject('PutObject', 'PUT', putObject, { headers: [...bodyHeaders, ...objectHeaders, ...conditions] }),
  onObject('GetObject', 'GET', getObject, reading),
  onObject('HeadObject', 'HEAD', headObject, reading),
  onObject('DeleteObject', 'DELETE', deleteObject, { optional: ['versionId'], headers: [bypass] }),
  onObject('PutObjectRetention', 'PUT', putRetention, {
    query: ['retention'],
    optional: ['versionId'],
    headers: [bypass, ...bodyHeaders],
  }),
  onObject('GetObjectRetention', 'GET', getRetention, { query: ['retention'], optional: ['versionId'] }),
  onObject('CreateMultipartUpload', 'POST', createUpload, {
    query: ['uploads'],
    headers: [...objectHeaders, ...uploading],
  }),
  onObject('UploadPart', 'PUT', uploadPart, { query: ['partNumber', 'uploadId'], headers: bodyHeaders }),
  onObject('CompleteMultipartUpload', 'POST', completeUpload, { query: ['uploadId'], headers: conditions }),
  onObject('AbortMultipartUpload', 'DELETE', abortUpload, { query: ['uploadId'] }),
]

/** The operation that a request means, or undefined, also where it has a parameter that is not honoured. */
export function findRoute({ method, bucket, key, query }: S3Request): Route | undefined {
  if (bucket === '') return undefined
  const on = key === '' ? 'bucket' : 'object'
  return routes.find((route) => {
    const required = route.query ?? []
    const known = new Set([...required, ...(route.optional ?? []), 'x-id'])
    const meant = route.method === method && route.on === on && required.every((name) => query.has(name))
    return (
      meant &&
      [...query.keys()].every((name) => known.has(name)) &&
      (query.get('x-id') ?? route.operation) === route.operation
    )
  })
}

/** Headers that change what a request means; others, such as user-agent, are nobody's concern. */
const meaningful = /^(x-amz-|if-|range$|content-)/
const everywhere = new Set([
  'content-length',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
])

/** Whether the operation honours every header of the request that matters. */
export function honours({ headers: honoured = [] }: Route, { headers }: S3Request): boolean {
  const matches = (name: string) =>
    honoured.some((it) => it === name || (it.endsWith('*') && name.startsWith(it.slice(0, -1))))
  return [...headers.keys()].every((name) => !meaningful.test(name) || everywhere.has(name) || matches(name))
}
