import { granting } from '../breaks.ts'
import { called } from '../graph.ts'
import { grantsOf } from '../policyDocument.ts'
import { isTenantRole, isWalled, ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumesOwnTenantRole: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.308(a)(4)',
  says: 'a function behind the wall takes its own tenant role and no other, and other functions take none',
  of: [TYPE.role],
  where: (role, graph) => ownerOf(role, graph) !== undefined && !isTenantRole(role, graph),
  check(role, graph) {
    const wall = `:role/${called(role)}-tenant`
    return grantsOf(role, graph)
      .filter((one) => one.actions.some((action) => action === '*' || action.startsWith('sts:')))
      .flatMap(({ resources }) => resources.filter((one) => !(isWalled(role, graph) && one.endsWith(wall))))
      .map((one) => `takes ${one}`)
  },
  broken: granting({ Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::123456789012:role/other-tenant' }),
}
