import { assertChecksum, receiveText } from './body.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import { type DefaultRetention, modeOf } from './retention.ts'
import type { S3Reply, S3State } from './state.ts'
import { expectElement, findChild, getText, readXml, writeXml, type XmlElement } from './xml.ts'

const longestRetention = 36_500

/** CreateBucket: the region is remembered without effect. */
export async function createBucket(state: S3State, request: S3Request): Promise<S3Reply> {
  const lock = request.headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() ?? 'false'
  if (lock !== 'true' && lock !== 'false') throw refusal('InvalidArgument')
  const text = request.headers.has('content-length') ? await receiveText(request) : ''
  const region = text === '' ? 'us-east-1' : regionOf(readXml(text))
  state.buckets.create(request.bucket, { region, created: state.now(), locking: lock === 'true' })
  return { status: 200, headers: { location: `/${request.bucket}` } }
}

function regionOf(document: XmlElement): string {
  const region = getText(
    expectElement(document, 'CreateBucketConfiguration', ['LocationConstraint']),
    'LocationConstraint',
  )
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw refusal('InvalidArgument')
  return region
}

/** HeadBucket. */
export function headBucket(state: S3State, request: S3Request): S3Reply {
  return { status: 200, headers: { 'x-amz-bucket-region': state.buckets.get(request.bucket).region } }
}

/** PutBucketVersioning: to enable; suspending is not answered, and refused as on AWS under Object Lock. */
export async function putVersioning(state: S3State, request: S3Request): Promise<S3Reply> {
  const bucket = state.buckets.get(request.bucket)
  const document = expectElement(readXml(await receiveText(request)), 'VersioningConfiguration', ['Status'])
  const status = getText(document, 'Status')
  if (status === 'Suspended') throw refusal(bucket.locking ? 'InvalidBucketState' : 'NotImplemented')
  if (status !== 'Enabled') throw refusal('MalformedXML')
  state.buckets.enableVersioning(bucket)
  return { status: 200 }
}

/** GetBucketVersioning. */
export function getVersioning(state: S3State, request: S3Request): S3Reply {
  const { versioned } = state.buckets.get(request.bucket)
  return { status: 200, body: writeXml('VersioningConfiguration', versioned ? { Status: 'Enabled' } : {}) }
}

/** PutObjectLockConfiguration: the default of what is put from now on; what is there keeps its own. */
export async function putObjectLock(state: S3State, request: S3Request): Promise<S3Reply> {
  const bucket = state.buckets.get(request.bucket)
  assertChecksum(request)
  const known = ['ObjectLockEnabled', 'Rule']
  const document = expectElement(readXml(await receiveText(request)), 'ObjectLockConfiguration', known)
  if (getText(document, 'ObjectLockEnabled') !== 'Enabled') throw refusal('MalformedXML')
  const rule = findChild(document, 'Rule')
  const retention = rule === undefined ? undefined : ruleOf(rule)
  if (!bucket.versioned) throw refusal('InvalidBucketState')
  state.buckets.lock(bucket, retention)
  return { status: 200 }
}

/** GetObjectLockConfiguration. */
export function getObjectLock(state: S3State, request: S3Request): S3Reply {
  const { locking, retention } = state.buckets.get(request.bucket)
  if (!locking) throw refusal('ObjectLockConfigurationNotFoundError')
  const Rule =
    retention === undefined ? undefined : { DefaultRetention: { Mode: retention.mode, Days: retention.days } }
  return { status: 200, body: writeXml('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled', Rule }) }
}

/** Retention in years is not answered. */
function ruleOf(rule: XmlElement): DefaultRetention {
  const retention = findChild(expectElement(rule, 'Rule', ['DefaultRetention']), 'DefaultRetention')
  if (retention === undefined) throw refusal('MalformedXML')
  expectElement(retention, 'DefaultRetention', ['Mode', 'Days'])
  const days = getText(retention, 'Days')
  if (!/^\d{1,5}$/.test(days) || Number(days) < 1 || Number(days) > longestRetention) {
    throw refusal('InvalidArgument', 'Default retention period must be a positive integer value')
  }
  return { mode: modeOf(getText(retention, 'Mode')), days: Number(days) }
}
