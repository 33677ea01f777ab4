import { refusal } from './refusal.ts'

/** The modes of Object Lock: nobody, or only who bypasses governance, deletes a version before its time. */
export type RetentionMode = 'COMPLIANCE' | 'GOVERNANCE'

/** Until when a version is kept: milliseconds. */
export interface Retention {
  readonly mode: RetentionMode
  readonly until: number
}

/** The retention that a bucket gives to what is put without one of its own. */
export interface DefaultRetention {
  readonly mode: RetentionMode
  readonly days: number
}

/** When a decision is taken, and whether the request bypasses governance. */
export interface RetentionRequest {
  readonly now: number
  readonly bypass: boolean
}

const day = 24 * 60 * 60 * 1000

/** @throws ServiceException MalformedXML where the text is no mode */
export function modeOf(text: string): RetentionMode {
  if (text !== 'COMPLIANCE' && text !== 'GOVERNANCE') throw refusal('MalformedXML')
  return text
}

/** The retention that a request asks for. @throws ServiceException InvalidArgument unless its date is yet to come */
export function retentionOf(mode: RetentionMode, date: string, now: number): Retention {
  const until = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(until)) throw refusal('InvalidArgument', 'The retain until date must be in ISO 8601 format')
  if (until <= now) throw refusal('InvalidArgument', 'The retain until date must be in the future!')
  return { mode, until }
}

/** The retention of a version that comes into being now in a bucket with this default. */
export function defaultRetention(bucket: DefaultRetention | undefined, now: number): Retention | undefined {
  return bucket === undefined ? undefined : { mode: bucket.mode, until: now + bucket.days * day }
}

/** @throws ServiceException AccessDenied while the version is kept (User Guide, "Locking objects with Object Lock") */
export function assertDeletable(retention: Retention | undefined, { now, bypass }: RetentionRequest): void {
  if (retention === undefined || retention.until <= now) return
  if (retention.mode === 'GOVERNANCE' && bypass) return
  throw locked()
}

/** @throws ServiceException AccessDenied where the change would end a retention under way sooner or weaken it */
export function assertExtends(current: Retention | undefined, next: Retention, request: RetentionRequest): void {
  if (current?.mode === next.mode && next.until >= current.until) return
  assertDeletable(current, request)
}

function locked() {
  return refusal('AccessDenied', 'Access Denied because object protected by object lock.')
}
