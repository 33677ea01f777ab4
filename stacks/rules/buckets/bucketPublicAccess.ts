import { each, put } from '../breaks.ts'
import { companions } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const BLOCKS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets']

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html */
export const bucketPublicAccess: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketLevelPublicAccessProhibited, AwsSolutions-S2; CIS AWS 2.1.4',
  says: 'no bucket can be made public',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const [block] = companions(graph, TYPE.bucketPublicAccess, 'bucket', bucket)
    return BLOCKS.filter((one) => block?.inputs[one] !== true).map((one) => `${one} is not on`)
  },
  broken: each(TYPE.bucketPublicAccess, put('restrictPublicBuckets', false)),
}
