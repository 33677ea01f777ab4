import { assertChecksum, receiveText } from './body.ts'
import type { Bucket } from './buckets.ts'
import { bypassOf } from './deleteObjects.ts'
import { getVersion } from './getObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import { assertExtends, modeOf, retentionOf } from './retention.ts'
import type { S3Reply, S3State } from './state.ts'
import { expectElement, getText, readXml, writeXml } from './xml.ts'

/** PutObjectRetention: lengthens; shortens only under GOVERNANCE and with the bypass header. */
export async function putRetention(state: S3State, request: S3Request): Promise<S3Reply> {
  lockingBucket(state, request)
  assertChecksum(request)
  const document = expectElement(readXml(await receiveText(request)), 'Retention', ['Mode', 'RetainUntilDate'])
  const now = state.now()
  const next = retentionOf(modeOf(getText(document, 'Mode')), getText(document, 'RetainUntilDate'), now)
  const bypass = bypassOf(request)
  state.store.transaction(() => {
    const version = getVersion(state, lockingBucket(state, request), request)
    assertExtends(version.retention, next, { now, bypass })
    state.versions.retain(version, next)
  })
  return { status: 200 }
}

/** GetObjectRetention. */
export function getRetention(state: S3State, request: S3Request): S3Reply {
  const { retention } = getVersion(state, lockingBucket(state, request), request)
  if (retention === undefined) throw refusal('NoSuchObjectLockConfiguration')
  const RetainUntilDate = new Date(retention.until).toISOString()
  return { status: 200, body: writeXml('Retention', { Mode: retention.mode, RetainUntilDate }) }
}

function lockingBucket(state: S3State, request: S3Request): Bucket {
  const bucket = state.buckets.get(request.bucket)
  if (!bucket.locking) throw refusal('InvalidRequest', 'Bucket is missing Object Lock Configuration')
  return bucket
}
