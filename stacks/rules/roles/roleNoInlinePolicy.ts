import { granting } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/iam-no-inline-policy-check.html */
export const roleNoInlinePolicy: Rule = {
  source: 'cdk-nag HIPAA.Security-IAMNoInlinePolicy',
  says: 'no role has a policy that is not a resource of its own',
  of: [TYPE.role],
  check: ({ inputs }) => unless((inputs.inlinePolicies ?? []).length === 0, 'has an inline policy'),
  broken: granting({ Action: 'xray:PutTraceSegments', Resource: '*' }),
}
