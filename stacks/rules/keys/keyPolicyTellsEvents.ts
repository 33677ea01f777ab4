import { reword } from '../breaks.ts'
import { allowedBy } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const EVENTS = 'events.amazonaws.com'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html: a condition on the source and nothing is told, silently. */
export const keyPolicyTellsEvents: Rule = {
  source: 'ours: SNS takes no aws:Source key for EventBridge and a topic under a key; 45 CFR 164.308(a)(6)(ii)',
  says: 'EventBridge can tell what happens to a topic under a key',
  of: [TYPE.keyPolicy],
  where: ({ name }) => name === 'LogsKeyPolicy',
  check({ inputs }) {
    const told = allowedBy(inputs.policy).filter(({ principals }) => principals.Service?.includes(EVENTS))
    return unless(
      told.some(({ conditions }) => !JSON.stringify(conditions).includes('aws:Source')),
      'EventBridge is asked for a source that it does not name',
    )
  },
  broken: reword('kms:EncryptionContext:aws:sns:topicArn', 'aws:SourceArn'),
}
