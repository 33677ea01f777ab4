import { reword } from '../breaks.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
export const topicServicesAsked: Rule = {
  source: 'ours: the confused deputy; 45 CFR 164.312(a)(1)',
  says: 'a topic is told things by services alone, each for this account',
  of: [TYPE.topicPolicy],
  check: ({ inputs }) =>
    allowedBy(inputs.policy).flatMap((one) => [
      ...unless(Object.keys(one.principals).join() === 'Service', 'by others than services'),
      ...unless(
        asked(one, 'aws:SourceAccount', 'StringEquals').length > 0,
        `${one.principals.Service} tells it for any account`,
      ),
    ]),
  broken: reword(/\\"Service\\"/, '\\"AWS\\"'),
}
