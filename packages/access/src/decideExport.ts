import type { Caller } from './caller.ts'
import { needsOf } from './needs.ts'
import { Permit } from './permit.ts'
import type { Policy } from './policy.ts'

/** A permit for the whole record, or the first of its classes that the caller may not take out. */
export type ExportDecision =
  | { readonly allow: true; readonly permit: Permit }
  | { readonly allow: false; readonly reason: 'NOT_EXPORTED'; readonly class: string }

/** FHIR content without a field of its own: part of every record. */
const REST = 'OPAQUE'

/**
 * Decides whether the caller may take one record out whole: every class that the type has a field of, and what has no
 * field. A record leaves whole or not at all: without one part the others would pass for all of it. Consents and segments
 * do not bind an export, as they do not bind a feed: it is the tenant taking its own records with it.
 */
export function decideExport(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
}): ExportDecision {
  const { policy, caller, type, id, patient } = options
  const fields = Object.hasOwn(policy.records, type) ? Object.values(policy.records[type]?.fields ?? {}) : []
  // A connection is other records, each with a permit of its own.
  const own = fields.filter((field) => field.type.kind !== 'connection')
  const classes = new Set([...own.map((field) => field.class), REST])
  const bits = policy.relations.TENANT
  for (const name of classes) {
    const audience = policy.classes[name]?.export
    const { full } = needsOf({ policy, audience: audience ?? '', role: caller.role, purpose: caller.purposeOfUse })
    if ((full & bits) === 0) return { allow: false, reason: 'NOT_EXPORTED', class: name }
  }
  const { tenant } = caller
  // Nothing is shown under it: no view is made of what it opens, and so no segment or class is looked up again.
  const permit = new Permit({ tenant, type, id, patient, bits, segments: 0, reached: 0, classes, issuer: EXPORT })
  return { allow: true, permit }
}
const EXPORT = {}
