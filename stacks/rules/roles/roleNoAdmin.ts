import { granting } from '../breaks.ts'
import { covers, grantsOf } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-admin-access.html */
export const roleNoAdmin: Rule = {
  source: 'cdk-nag HIPAA.Security-IAMPolicyNoStatementsWithAdminAccess; CIS AWS 1.16; 45 CFR 164.308(a)(4)',
  says: 'no role may do everything',
  of: [TYPE.role],
  check: (role, graph) => unless(!grantsOf(role, graph).some((one) => covers(one, 'any:Thing')), 'may do everything'),
  broken: granting({ Action: '*', Resource: '*' }),
}
