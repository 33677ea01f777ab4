import { ServiceException } from '../serviceException.ts'
import type { XmlContent } from '../xml.ts'
import { assertChecksum, receiveText } from './body.ts'
import type { Bucket } from './buckets.ts'
import { versionIdOf } from './getObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import { assertDeletable } from './retention.ts'
import type { S3Reply, S3State } from './state.ts'
import { expectElement, findChild, getText, readXml, writeXml, type XmlElement } from './xml.ts'

const atMost = 1000

interface Target {
  readonly key: string
  readonly versionId: string | undefined
}

/** The version that was deleted, or the marker that was made: what a reply tells of it. */
interface Deleted {
  readonly id: string | undefined
  readonly marker: boolean
}

interface Result {
  readonly deleted?: XmlContent
  readonly error?: XmlContent
}

/** Deletes a version for good or, without an id, puts a delete marker over the key. */
export function deleteObject(state: S3State, request: S3Request): S3Reply {
  const bucket = state.buckets.get(request.bucket)
  const target = { key: request.key, versionId: versionIdOf(request.query) }
  const bypass = bypassOf(request)
  const { id, marker } = state.store.transaction(() => remove(state, bucket, target, bypass))
  return {
    status: 204,
    headers: {
      ...(id === undefined ? {} : { 'x-amz-version-id': id }),
      ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  }
}

/** Deletes up to a thousand; what is refused is named in the reply and hinders no other. */
export async function deleteObjects(state: S3State, request: S3Request): Promise<S3Reply> {
  const bucket = state.buckets.get(request.bucket)
  assertChecksum(request)
  const root = expectElement(readXml(await receiveText(request)), 'Delete', ['Object', 'Quiet'])
  const targets = root.children.filter(({ name }) => name === 'Object').map(targetOf)
  if (targets.length < 1 || targets.length > atMost) throw refusal('MalformedXML')
  const quiet = findChild(root, 'Quiet')?.text === 'true'
  const bypass = bypassOf(request)
  const results = state.store.transaction(() => targets.map((target) => removeOne(state, bucket, target, bypass)))
  const told = (sort: keyof Result) => results.flatMap(({ [sort]: it }) => (it === undefined ? [] : [it]))
  const body = writeXml('DeleteResult', { Deleted: quiet ? [] : told('deleted'), Error: told('error') })
  return { status: 200, body }
}

function targetOf(element: XmlElement): Target {
  const object = expectElement(element, 'Object', ['Key', 'VersionId'])
  const key = getText(object, 'Key')
  if (key === '') throw refusal('MalformedXML')
  return { key, versionId: findChild(object, 'VersionId')?.text }
}

function removeOne(state: S3State, bucket: Bucket, target: Target, bypass: boolean): Result {
  const asked = { Key: target.key, ...(target.versionId === undefined ? {} : { VersionId: target.versionId }) }
  try {
    const { id, marker } = remove(state, bucket, target, bypass)
    return { deleted: { ...asked, ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: id } : {}) } }
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error
    return { error: { ...asked, Code: error.type, Message: error.message } }
  }
}

/** @throws ServiceException AccessDenied while the version is kept, before anything has changed */
function remove(state: S3State, bucket: Bucket, { key, versionId }: Target, bypass: boolean): Deleted {
  const now = state.now()
  if (versionId === undefined && bucket.versioned) {
    const retention = undefined
    const { id } = state.versions.add({ bucket, key, modified: now, content: undefined, retention, pieces: [] })
    return { id, marker: true }
  }
  const version = state.versions.find(bucket, key, versionId)
  if (version === undefined) return { id: versionId, marker: false }
  assertDeletable(version.retention, { now, bypass })
  state.versions.remove(version)
  return { id: versionId, marker: version.content === undefined }
}

/** Whether the request bypasses governance. @throws ServiceException InvalidArgument */
export function bypassOf({ headers }: S3Request): boolean {
  const bypass = headers.get('x-amz-bypass-governance-retention')?.toLowerCase() ?? 'false'
  if (bypass !== 'true' && bypass !== 'false') throw refusal('InvalidArgument')
  return bypass === 'true'
}
