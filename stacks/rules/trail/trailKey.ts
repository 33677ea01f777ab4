import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloud-trail-encryption-enabled.html */
export const trailKey: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudTrailEncryptionEnabled; CIS AWS 3.5; 45 CFR 164.312(a)(2)(iv)',
  says: 'the trail is under the audit key',
  of: [TYPE.trail],
  check: ({ inputs }, graph) => unless(meant(graph, TYPE.key, inputs.kmsKeyId)?.name === 'AuditKey', 'under no key'),
  broken: put('kmsKeyId', undefined),
}
