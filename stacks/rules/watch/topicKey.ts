import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/sns-encrypted-kms.html */
export const topicKey: Rule = {
  source: 'cdk-nag HIPAA.Security-SNSEncryptedKMS; 45 CFR 164.312(a)(2)(iv)',
  says: 'every topic is under a key of ours',
  of: [TYPE.topic],
  check: ({ inputs }, graph) =>
    unless(meant(graph, TYPE.key, inputs.kmsMasterKeyId) !== undefined, 'under no key of ours'),
  broken: put('kmsMasterKeyId', 'alias/aws/sns'),
}
