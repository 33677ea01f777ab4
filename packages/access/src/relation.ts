import type { Caller } from './caller.ts'
import type { Policy } from './policy.ts'
import type { TenantRules } from './tenantRules.ts'

/** [start, end) in ms; null = open. */
export interface Period {
  readonly start: number | null
  readonly end: number | null
}

/** A relation row of the caller: what ties it to the patient, for how long, and why. */
export type Fact =
  | (Period & { readonly relation: 'CARE_TEAM'; readonly basis: string })
  /** `classes` and `segments` bound what is seen; null = all. */
  | (Period & {
      readonly relation: 'PROXY'
      readonly basis: string
      readonly classes: readonly string[] | null
      readonly segments: readonly string[] | null
    })
  /** Good for the membership that broke the glass; `grant` is its id. */
  | (Period & { readonly relation: 'BREAK_GLASS'; readonly membership: string; readonly grant: string })

type FactOf<Kind> = Extract<Fact, { readonly relation: Kind }>

/** What ties the caller to the patient now, for decisions and for the log; `proxy` where the caller stands for the patient. */
export interface Tie {
  readonly bits: number
  readonly relation: 'SELF' | 'PROXY' | 'CARE_TEAM' | 'TENANT' | 'BREAK_GLASS'
  /** Why, in the words of the row: `encounter`, `PARENT`, the grant's id; null where there is no row. */
  readonly basis: string | null
  readonly proxy: FactOf<'PROXY'> | null
}

/** Whether a period holds at `now`; one that is not two instants, or null for open, does not. */
export function live({ start, end }: Period, now: number): boolean {
  if (!Number.isFinite(now)) return false
  return (
    (start === null || (Number.isFinite(start) && start <= now)) &&
    (end === null || (Number.isFinite(end) && now < end))
  )
}

/** Decides by these rows what ties this caller to this patient at `now`. */
export function tieOf(
  options: { policy: Policy; rules: TenantRules; caller: Caller; now: number },
  patient: string,
  facts: readonly Fact[],
): Tie {
  const { policy, rules, caller, now } = options
  const { TENANT, SELF, PROXY, CARE_TEAM, BREAK_GLASS } = policy.relations
  const none: Tie = { bits: TENANT, relation: 'TENANT', basis: null, proxy: null }
  let proxy: FactOf<'PROXY'> | undefined
  let broken: FactOf<'BREAK_GLASS'> | undefined
  let team: FactOf<'CARE_TEAM'> | undefined
  for (const fact of facts) {
    if (!live(fact, now)) continue
    if (fact.relation === 'PROXY') proxy ??= fact
    else if (fact.relation === 'CARE_TEAM') team ??= fact
    else if (fact.membership === caller.membership) broken ??= fact
  }
  if (caller.role === 'PATIENT') {
    if (caller.patient === patient) return { ...none, bits: TENANT | SELF, relation: 'SELF' }
    return proxy ? { bits: TENANT | PROXY, relation: 'PROXY', basis: proxy.basis, proxy } : none
  }
  // The purpose is ETREAT then: what is granted for other purposes does not hold.
  if (broken) return { bits: BREAK_GLASS, relation: 'BREAK_GLASS', basis: broken.grant, proxy: null }
  if (team === undefined || (rules.ownChart === 'OUTSIDE' && caller.kin.has(patient))) return none
  return { bits: TENANT | CARE_TEAM, relation: 'CARE_TEAM', basis: team.basis, proxy: null }
}
