import { reword } from '../breaks.ts'
import { all, means, shortName } from '../graph.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import { isTenantRole, ownerOf } from '../rows.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
export const tenantTrust: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.312(a)(1)',
  says: "a tenant's session is made by its own function alone, for one tenant and with no other tag",
  of: [TYPE.role],
  where: isTenantRole,
  check(role, graph) {
    const statements = allowedBy(role.inputs.assumeRolePolicy)
    // Its notices are of no tenant.
    const tenant = ownerOf(role, graph) === 'overwrites' ? '000000000000' : '????????????'
    const own = all(graph, TYPE.role).find((one) => shortName(one, graph) === ownerOf(role, graph))
    return statements.flatMap((one) => [
      ...unless(own !== undefined && (one.principals.AWS ?? []).every((who) => means(who, own)), 'another function'),
      ...unless(`${one.actions}` === 'sts:AssumeRole,sts:TagSession', 'other actions'),
      ...unless(asked(one, 'aws:RequestTag/tenant', 'StringLike').join() === tenant, 'without a tenant'),
      ...unless(asked(one, 'aws:TagKeys', 'ForAllValues:StringEquals').join() === 'tenant', 'with other tags'),
    ])
  },
  broken: reword('aws:RequestTag/tenant', 'aws:RequestTag/other'),
}
