import { reword } from '../breaks.ts'
import { isTenantRole, ofRows, partitionsOf, READS, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const OWN = `\${aws:PrincipalTag/tenant}#`

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
export const tenantOwnRows: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.312(a)(1)',
  says: "in a tenant's session there are rows of that tenant alone, and none without a key",
  of: [TYPE.role],
  where: isTenantRole,
  check: (role, graph) =>
    ofRows(role, graph, [...READS, ...WRITES])
      .filter(
        (one) => partitionsOf(one).length !== 1 || !partitionsOf(one).every((partition) => partition.startsWith(OWN)),
      )
      .map(({ sid }) => `${sid} reaches rows of others`),
  // ForAllValues alone holds for a request that names no key.
  broken: reword(/\\"Null\\"/, '\\"Bool\\"'),
}
