import type { Policy } from '@wardgraph/access'
import type { Role } from '@wardgraph/schema/types'

/** The roles that the schema knows. */
export function policyRoles(policy: Policy): Role[] {
  return Object.keys(policy.roles) as Role[] // Policy.roles is keyed by Role
}
