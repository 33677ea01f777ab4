import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import { isTenantRole } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** What is not of rows and not of roots needs no tenant. */
export const tenantNothingElse: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.502(b)',
  says: "in a tenant's session there are rows and roots and nothing else",
  of: [TYPE.role],
  where: isTenantRole,
  check: (role, graph) =>
    grantsOf(role, graph)
      .flatMap(({ actions }) => actions)
      .filter((one) => !/^(dynamodb:(BatchGetItem|Query|PutItem|DeleteItem|ConditionCheckItem)|kms:Decrypt)$/.test(one))
      .map((one) => `may ${one}`),
  broken: granting({ Action: 's3:GetObject', Resource: '*' }),
}
