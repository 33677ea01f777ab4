import type { Caller } from './caller.ts'
import type { Policy } from './policy.ts'

/** A relation row: what ties the caller to the patient, from `start` up to but not including `end` (ms; null = open). */
export interface Fact {
  readonly relation: 'CARE_TEAM' | 'PROXY' | 'BREAK_GLASS'
  readonly start: number | null
  readonly end: number | null
}

/** A period that is not two finite instants, or null for open, is not live. */
function live({ start, end }: Fact, now: number): boolean {
  if (!Number.isFinite(now)) return false
  return (
    (start === null || (Number.isFinite(start) && start <= now)) &&
    (end === null || (Number.isFinite(end) && now < end))
  )
}

/** The relations that hold between this caller and this patient at `now`, as bits of `policy.relations`. */
export function relationBits(options: {
  policy: Policy
  caller: Caller
  patient: string | null
  facts: readonly Fact[]
  now: number
}): number {
  const { policy, caller, patient, facts, now } = options
  const { TENANT, SELF, CARE_TEAM } = policy.relations
  if (patient === null) return TENANT
  if (caller.role === 'PATIENT') return caller.patient === patient ? TENANT | SELF : TENANT
  const inTeam = facts.some((fact) => fact.relation === 'CARE_TEAM' && live(fact, now))
  return inTeam ? TENANT | CARE_TEAM : TENANT
}
