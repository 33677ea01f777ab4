import { each, put } from '../breaks.ts'
import { companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const bucketNoAcl: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketPublicReadProhibited, HIPAA.Security-S3BucketPublicWriteProhibited',
  says: 'no bucket has access control lists',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketOwnership, 'bucket', bucket)
    return unless(found?.inputs.rule?.objectOwnership === 'BucketOwnerEnforced', 'has access control lists')
  },
  broken: each(TYPE.bucketOwnership, put('rule.objectOwnership', 'ObjectWriter')),
}
