import { each, put } from '../breaks.ts'
import { companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-versioning-enabled.html */
export const bucketVersioned: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketVersioningEnabled; 45 CFR 164.312(c)(1)',
  says: 'no bucket loses what was written over',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketVersioning, 'bucket', bucket)
    return unless(found?.inputs.versioningConfiguration?.status === 'Enabled', 'not versioned')
  },
  broken: each(TYPE.bucketVersioning, put('versioningConfiguration.status', 'Suspended')),
}
