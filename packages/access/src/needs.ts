import type { Needs, Policy } from './policy.ts'

const NOTHING: Needs = { full: 0, masked: 0 }

/** The bits under which an audience admits a role and purpose; none if it is unknown. */
export function needsOf(options: { policy: Policy; audience: string; role: string; purpose: string }): Needs {
  const { policy, audience, role, purpose } = options
  return policy.audiences[audience]?.[`${role} ${purpose}`] ?? NOTHING
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
