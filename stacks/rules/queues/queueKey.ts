import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html */
export const queueKey: Rule = {
  source: 'cdk-nag AwsSolutions-SQS2; 45 CFR 164.312(a)(2)(iv)',
  says: 'every queue is under a key of ours',
  of: [TYPE.queue],
  check: ({ inputs }, graph) =>
    unless(meant(graph, TYPE.key, inputs.kmsMasterKeyId) !== undefined, 'under no key of ours'),
  broken: put('kmsMasterKeyId', 'alias/aws/sqs'),
}
