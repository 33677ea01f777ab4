import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html */
export const roleNoFullAccess: Rule = {
  source: 'cdk-nag HIPAA.Security-IAMPolicyNoStatementsWithFullAccess; 45 CFR 164.502(b)',
  says: 'no role may do all that a service can',
  of: [TYPE.role],
  check: (role, graph) =>
    grantsOf(role, graph)
      .flatMap(({ actions }) => actions)
      .filter((one) => /^[\w-]+:\*$/.test(one))
      .map((one) => `may ${one}`),
  broken: granting({ Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/x' }),
}
