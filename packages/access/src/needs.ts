import type { Needs, Policy } from './policy.ts'

const NOTHING: Needs = { full: 0, masked: 0 }

/**
 * The bits under which an audience admits a role and purpose; none if it is unknown. What is granted for ETREAT rests
 * on BREAK_GLASS alone (the gate says so), and that bit is set under a live grant only.
 */
export function needsOf(options: { policy: Policy; audience: string; role: string; purpose: string }): Needs {
  const { policy, audience, role, purpose } = options
  const cells = policy.audiences[audience]
  const stated = cells?.[`${role} ${purpose}`] ?? NOTHING
  const emergency = purpose === 'ETREAT' ? undefined : cells?.[`${role} ETREAT`]
  if (emergency === undefined) return stated
  return { full: stated.full | emergency.full, masked: stated.masked | emergency.masked }
}

/** The rule of a record field by its coordinate. */
export function fieldRule(policy: Policy, coordinate: string) {
  const [type = '', name = ''] = coordinate.split('.')
  return policy.records[type]?.fields[name]
}

/** The bits under which a role and purpose read a record field. */
export function readNeeds(options: { policy: Policy; coordinate: string; role: string; purpose: string }): Needs {
  const dataClass = options.policy.classes[fieldRule(options.policy, options.coordinate)?.class ?? '']
  return dataClass ? needsOf({ ...options, audience: dataClass.read }) : NOTHING
}
