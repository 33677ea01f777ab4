import { without } from '../breaks.ts'
import { companions, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-replication-enabled.html */
export const bucketReplicated: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketReplicationEnabled; 45 CFR 164.308(a)(7)(ii)(A)',
  says: 'what is put into a bucket is copied to one of another account or region',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketReplication, 'bucket', bucket)
    const rules: readonly Resource['inputs'][] = found?.inputs.rules ?? []
    return unless(
      rules.some(({ status }) => status === 'Enabled'),
      'not replicated',
    )
  },
  broken: without(TYPE.bucketReplication),
}
