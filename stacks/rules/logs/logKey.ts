import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloudwatch-log-group-encrypted.html */
export const logKey: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudWatchLogGroupEncrypted; 45 CFR 164.312(a)(2)(iv)',
  says: 'every log group is under a key of ours',
  of: [TYPE.logGroup],
  check: ({ inputs }, graph) => unless(meant(graph, TYPE.key, inputs.kmsKeyId) !== undefined, 'under no key of ours'),
  broken: put('kmsKeyId', undefined),
}
