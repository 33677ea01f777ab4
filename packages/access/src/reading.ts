import type { Caller } from './caller.ts'
import { classBits } from './consent.ts'
import { fieldRule, needsOf, readNeeds } from './needs.ts'
import type { Policy } from './policy.ts'
import type { Reach } from './standing.ts'

/** Who reads a record, and how far. */
export interface Reading {
  readonly policy: Policy
  readonly caller: Pick<Caller, 'role' | 'purposeOfUse'>
  readonly reach: Reach
}

/** Whether a field is read whole. */
export function readsWhole(of: Reading, coordinate: string): boolean {
  const { policy, caller, reach } = of
  const { full } = readNeeds({ policy, coordinate, role: caller.role, purpose: caller.purposeOfUse })
  return (full & reach.bits) !== 0 && reaches(policy, reach.classes, fieldRule(policy, coordinate)?.class ?? '')
}

/**
 * Whether a record of this type is there at all. One whose non-null fields cannot all be read is not: a denial there
 * would show that it is.
 */
export function existsFor(of: Reading, type: string): boolean {
  const { policy, caller, reach } = of
  const rule = policy.records[type]
  if (rule === undefined) return false
  const reader = { policy, role: caller.role, purpose: caller.purposeOfUse }
  if ((needsOf({ ...reader, audience: rule.exists }).full & reach.bits) === 0) return false
  const required = Object.entries(rule.fields).filter(([, field]) => field.type.required)
  return required.every(([name]) => readsWhole(of, `${type}.${name}`))
}

/** Whether the class is among these bits. */
export function reaches(policy: Policy, classes: number, name: string): boolean {
  return (classes & (classBits(policy).get(name) ?? 0)) !== 0
}
