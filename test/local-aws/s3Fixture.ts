import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { startLocalAws } from '@wardgraph/local-aws'
import { onTestFinished } from 'vitest'

export const Bucket = 'records'
export const day = 24 * 60 * 60 * 1000

/** An unmodified client of an endpoint, which tries once. */
export function s3Client(endpoint: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 })
}

/** The local S3 in memory (or in a folder) with an unmodified SDK client and a clock to turn, without a bucket. */
export async function localS3({ folder }: { folder?: string } = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const aws = await startLocalAws({ folder, now: () => clock.now, services: ['s3'] })
  const endpoint = aws.endpoints.s3 ?? ''
  const s3 = s3Client(endpoint)
  let open = true
  const close = async () => {
    if (open) await aws.close()
    open = false
    s3.destroy()
  }
  onTestFinished(close)
  return { aws, clock, close, endpoint, s3, ...objectsOf(s3), raw: rawOf(endpoint) }
}

/** The same with the bucket `records`, plain or made for Object Lock (and so with versions). */
export async function localBucket({ lock = false, folder }: { lock?: boolean; folder?: string } = {}) {
  const local = await localS3(folder === undefined ? {} : { folder })
  await local.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: lock }))
  return local
}

type Put = ConstructorParameters<typeof PutObjectCommand>[0]

function objectsOf(s3: S3Client) {
  return {
    put: (Key: string, Body: NonNullable<Put['Body']>, more: Partial<Put> = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
    get: async (Key: string, more: { VersionId?: string | undefined; Range?: string } = {}) => {
      const { Body, ...reply } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
      return { ...reply, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) }
    },
    text: async (Key: string, more: { VersionId?: string | undefined; Range?: string } = {}) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
      return Body?.transformToString()
    },
    head: (Key: string, more: object = {}) => s3.send(new HeadObjectCommand({ Bucket, Key, ...more })),
    versions: async () => {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
      return [...Versions, ...DeleteMarkers]
    },
  }
}

/** A request of our own making, signed by name only; the reply's status and error code. */
function rawOf(endpoint: string) {
  return async (
    method: string,
    path: string,
    { body, ...headers }: Record<string, string> & { body?: string } = {},
  ) => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=local'
    const init = { method, headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) }
    const reply = await fetch(`${endpoint}${path}`, init)
    const [, code] = /<Code>(\w+)<\/Code>/.exec(await reply.text()) ?? []
    return [reply.status, code]
  }
}
