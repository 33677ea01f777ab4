import type { Caller } from './caller.ts'
import { fieldRule, needsOf } from './needs.ts'
import { WritePermit } from './permit.ts'
import type { Policy } from './policy.ts'

/** NO_WRITER: nobody writes it here. NOT_GRANTED: not this role and purpose. NO_RELATION: not to this patient. NOTHING: no coordinate. */
export type WriteRefusal = 'NO_WRITER' | 'NOT_GRANTED' | 'NO_RELATION' | 'NOTHING'

/** A permit, or the first coordinate that may not be written and why. */
export type WriteDecision =
  | { readonly allow: true; readonly permit: WritePermit }
  | { readonly allow: false; readonly reason: WriteRefusal; readonly coordinate: string }

/** Decides whether the caller may write all these coordinates of one patient's record; `bits` from `Handover.relate`. */
export function decideWrite(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
  bits: number
  coordinates: readonly string[]
}): WriteDecision {
  const { policy, caller, type, id, patient, bits, coordinates } = options
  const classes = new Set<string>()
  if (coordinates.length === 0) return { allow: false, reason: 'NOTHING', coordinate: '' }
  for (const coordinate of coordinates) {
    const rule = fieldRule(policy, coordinate)
    const audience = coordinate.startsWith(`${type}.`) ? rule?.write : undefined
    if (rule === undefined || audience === undefined) return { allow: false, reason: 'NO_WRITER', coordinate }
    const { full } = needsOf({ policy, audience, role: caller.role, purpose: caller.purposeOfUse })
    if (full === 0) return { allow: false, reason: 'NOT_GRANTED', coordinate }
    if ((full & bits) === 0) return { allow: false, reason: 'NO_RELATION', coordinate }
    classes.add(rule.class)
  }
  const { tenant } = caller
  const permit = new WritePermit({ tenant, type, id, patient, coordinates, classes })
  return { allow: true, permit }
}

/**
 * Decides whether the caller may write a whole record as another system sends it: every field of the type that anybody
 * writes. A type without a record of its own may become any of them, so it takes the right to write them all.
 */
export function decideFeed(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
  bits: number
}): WriteDecision {
  const { policy, caller, type, id, patient } = options
  if (Object.hasOwn(policy.records, type)) return decideWrite({ ...options, coordinates: writable(policy, type) })
  for (const record of Object.keys(policy.records)) {
    const decision = decideWrite({ ...options, type: record, coordinates: writable(policy, record) })
    if (!decision.allow && decision.reason !== 'NOTHING') return decision
  }
  const { tenant } = caller
  return { allow: true, permit: new WritePermit({ tenant, type, id, patient, coordinates: [], classes: new Set() }) }
}

function writable(policy: Policy, type: string): string[] {
  const fields = Object.entries(policy.records[type]?.fields ?? {})
  return fields.filter(([, rule]) => rule.write !== undefined).map(([name]) => `${type}.${name}`)
}
