import type { Policy } from '@wardgraph/access'
import type { Role } from '@wardgraph/schema/types'
import { CliError } from './command.ts'

/** The roles that the schema knows. */
export function policyRoles(policy: Policy): Role[] {
  return Object.keys(policy.roles) as Role[] // Policy.roles is keyed by Role
}

/** The role that an option names; undefined if it is not given. @throws CliError WRONG_USAGE */
export function roleNamed(policy: Policy, name: unknown): Role | undefined {
  const roles = policyRoles(policy)
  const role = roles.find((one) => one === name)
  if (name !== undefined && role === undefined)
    throw new CliError('WRONG_USAGE', `--role is one of ${roles.join(' ')}.`)
  return role
}
