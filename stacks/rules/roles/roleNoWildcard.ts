import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege */
export const roleNoWildcard: Rule = {
  source: 'cdk-nag AwsSolutions-IAM5; 45 CFR 164.502(b)',
  says: 'a role may do what is named, with what is named',
  of: [TYPE.role],
  check: (role, graph) =>
    grantsOf(role, graph).flatMap(({ actions, resources }) => [
      ...actions.filter((one) => one.includes('*')).map((one) => `may ${one}`),
      ...resources.filter((one) => one.includes('*')).map((one) => `may ${actions} with ${one}`),
    ]),
  broken: granting({
    Action: 'logs:PutLogEvents',
    Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/*',
  }),
}
