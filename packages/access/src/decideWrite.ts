import type { Caller } from './caller.ts'
import { classBits } from './consent.ts'
import { fieldRule, needsOf } from './needs.ts'
import { WritePermit } from './permit.ts'
import type { Policy } from './policy.ts'
import type { Reach } from './standing.ts'

/** NO_WRITER: nobody writes it here. NOT_GRANTED: not this role and purpose. NO_RELATION: not to this patient. NO_CONSENT: not this class of it. NOTHING: no coordinate. */
export type WriteRefusal = 'NO_WRITER' | 'NOT_GRANTED' | 'NO_RELATION' | 'NO_CONSENT' | 'NOTHING'

/** A permit, or the first coordinate that may not be written and why. */
export type WriteDecision =
  | { readonly allow: true; readonly permit: WritePermit }
  | { readonly allow: false; readonly reason: WriteRefusal; readonly coordinate: string }

/** Decides whether the caller may write all these coordinates of one patient's record; `reach` from its standing. */
export function decideWrite(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
  reach: Reach
  coordinates: readonly string[]
}): WriteDecision {
  const { policy, caller, type, id, patient, reach, coordinates } = options
  const classes = new Set<string>()
  if (coordinates.length === 0) return { allow: false, reason: 'NOTHING', coordinate: '' }
  for (const coordinate of coordinates) {
    const rule = fieldRule(policy, coordinate)
    const audience = coordinate.startsWith(`${type}.`) ? rule?.write : undefined
    if (rule === undefined || audience === undefined) return { allow: false, reason: 'NO_WRITER', coordinate }
    const { full } = needsOf({ policy, audience, role: caller.role, purpose: caller.purposeOfUse })
    if (full === 0) return { allow: false, reason: 'NOT_GRANTED', coordinate }
    if ((full & reach.bits) === 0) return { allow: false, reason: 'NO_RELATION', coordinate }
    if ((reach.classes & (classBits(policy).get(rule.class) ?? 0)) === 0)
      return { allow: false, reason: 'NO_CONSENT', coordinate }
    classes.add(rule.class)
  }
  const { tenant } = caller
  const permit = new WritePermit({ tenant, type, id, patient, coordinates, classes })
  return { allow: true, permit }
}

/**
 * Decides whether the caller may write a whole record as another system sends it: every field of the type that anybody
 * writes. A type without a record of its own may become any of those that are `sent`, so it takes the right to write them all.
 */
export function decideFeed(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
  /** The types of records that other systems send. */
  sent: readonly string[]
}): WriteDecision {
  const { policy, caller, type, id, patient, sent } = options
  // What other systems own is not theirs to withhold here: a feed is bound by no consent and stands to nobody.
  const of = { ...options, reach: { bits: policy.relations.TENANT, classes: -1 } }
  if (Object.hasOwn(policy.records, type)) return decideWrite({ ...of, coordinates: writable(policy, type) })
  let may = false
  for (const record of sent) {
    const coordinates = writable(policy, record)
    const refused = coordinates.map((coordinate) => decideWrite({ ...of, type: record, coordinates: [coordinate] }))
    const [refusal, ...others] = refused.filter((decision) => !decision.allow)
    // A record of which the caller writes nothing is none that another system sends.
    if (refusal !== undefined && others.length + 1 < coordinates.length) return refusal
    if (refusal === undefined && coordinates.length > 0) may = true
  }
  if (!may) return { allow: false, reason: 'NOTHING', coordinate: '' }
  const { tenant } = caller
  return { allow: true, permit: new WritePermit({ tenant, type, id, patient, coordinates: [], classes: new Set() }) }
}

/**
 * Decides whether the caller may write a whole record of this type in the place of what is kept of it as FHIR without a
 * type: whoever may write it as a feed does. The permit opens what is kept, to be written again.
 */
export function decideUpcast(options: {
  policy: Policy
  caller: Caller
  type: string
  id: string
  patient: string | null
}): WriteDecision {
  const { policy, caller, type, id, patient } = options
  const coordinates = writable(policy, type)
  // As of a feed: no consent binds who may only write again what is there.
  const decision = decideWrite({ ...options, coordinates, reach: { bits: policy.relations.TENANT, classes: -1 } })
  if (!decision.allow) return decision
  const { tenant } = caller
  const classes = new Set([...decision.permit.classes, 'OPAQUE'])
  return { allow: true, permit: new WritePermit({ tenant, type, id, patient, coordinates, classes }) }
}

/** What decisions rest on comes from no source's record: a whole one that is written must leave its part as it is. */
const DECIDING = 'Patient.consents'

function writable(policy: Policy, type: string): string[] {
  const fields = Object.entries(policy.records[type]?.fields ?? {})
  const written = fields.filter(([, rule]) => rule.write !== undefined).map(([name]) => `${type}.${name}`)
  return written.filter((coordinate) => coordinate !== DECIDING)
}
