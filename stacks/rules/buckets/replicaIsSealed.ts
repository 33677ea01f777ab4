import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
export const replicaIsSealed: Rule = {
  source: 'ours: 45 CFR 164.312(a)(2)(iv)',
  says: 'copies are under the key of whoever keeps them, and no delete marker is copied',
  of: [TYPE.bucketReplication],
  check: ({ inputs }) =>
    inputs.rules.flatMap((rule: Resource['inputs']) => [
      ...unless(rule.destination?.encryptionConfiguration?.replicaKmsKeyId !== undefined, 'copies have no key'),
      ...unless(
        rule.sourceSelectionCriteria?.sseKmsEncryptedObjects?.status === 'Enabled',
        'leaves out what is sealed',
      ),
      ...unless(rule.deleteMarkerReplication?.status === 'Disabled', 'copies delete markers'),
    ]),
  broken: put('rules.0.destination.encryptionConfiguration', undefined),
}
