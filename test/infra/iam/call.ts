import { NotModelled } from './errors.ts'
import type { Context, Request, RolePrincipal } from './request.ts'

/** A call that the product made, as a local service saw it. */
export interface RecordedCall {
  readonly service: 'dynamodb' | 'kms' | 's3' | 'sts'
  /** The operation's name in the API reference, as `TransactWriteItems`. */
  readonly operation: string
  /**
   * DynamoDB and KMS: the body's JSON; stream reads with the StreamArn, GetRecords too, whose iterator does not tell it.
   * STS: the form's fields. S3: `{ bucket, key?, versionId?, headers }`, headers in lower case.
   */
  readonly input: Readonly<Record<string, unknown>>
  /** The role, by the name it was called by, and its session's tags. Null where the caller had no credentials. */
  readonly principal: { readonly role: string; readonly tags: Readonly<Record<string, string>> } | null
}

/** What the names in recorded calls are in the account that the policies are for; each value but a bucket is an ARN. */
export interface Names {
  readonly region: string
  readonly roles: Readonly<Record<string, string>>
  readonly tables: Readonly<Record<string, string>>
  readonly streams: Readonly<Record<string, string>>
  /** By every name that calls use: key id, ARN or alias. */
  readonly keys: Readonly<Record<string, string>>
  readonly buckets: Readonly<Record<string, Bucket>>
}

export interface Bucket {
  readonly arn: string
  /** The KMS key of its default encryption, null where objects are not encrypted under one. */
  readonly key: string | null
  /** Whether it has an S3 Bucket Key: KMS is then told the bucket, not the object. */
  readonly bucketKey: boolean
}

/** A request of a call, still without what all requests of a principal have. */
export type Asked = Pick<Request, 'action' | 'resource' | 'context' | 'absent'>

/** What a name means. @throws NotModelled when it means nothing: a request about no resource would prove nothing. */
export function named<T>(names: Readonly<Record<string, T>>, name: unknown): T {
  const found = typeof name === 'string' && Object.hasOwn(names, name) ? names[name] : undefined
  if (found === undefined) throw new NotModelled(`${String(name)}: a name without an ARN`)
  return found
}

/** The full request of a role that calls by itself over TLS, with the keys that are then known. */
export function asRequest({ action, resource, context, absent }: Asked, principal: RolePrincipal): Request {
  const direct: Context = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' }
  return {
    principal,
    action,
    resource,
    context: { ...direct, ...context },
    absent: [...absent, 'aws:SourceArn', 'aws:SourceAccount'],
  }
}
