import { reword } from '../breaks.ts'
import { all } from '../graph.ts'
import { asked, grantsOf, reaches } from '../policyDocument.ts'
import { isTenantRole } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const TAG = `\${aws:PrincipalTag/tenant}`

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context */
export const tenantOwnRoot: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.312(a)(2)(iv)',
  says: "in a tenant's session the root of that tenant alone is opened",
  of: [TYPE.role],
  where: isTenantRole,
  check: (role, graph) =>
    grantsOf(role, graph)
      .filter((one) => all(graph, TYPE.key).some((key) => reaches(one, key)))
      .filter((one) => asked(one, 'kms:EncryptionContext:tenant', 'StringEquals').join() !== TAG)
      .map(({ sid }) => `${sid} opens roots of others`),
  broken: reword('kms:EncryptionContext:tenant', 'kms:EncryptionContext:other'),
}
