import { without } from '../breaks.ts'
import { companions, means } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-logging-enabled.html */
export const bucketLogged: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketLoggingEnabled, AwsSolutions-S1; 45 CFR 164.312(b)',
  says: 'who asks a bucket for what is on record in another',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const logs = companions(graph, TYPE.bucketLogging, 'bucket', bucket)
    const elsewhere = logs.some(({ inputs }) => !means(inputs.targetBucket, bucket) && inputs.targetBucket)
    return unless(elsewhere, 'no access log')
  },
  broken: without(TYPE.bucketLogging),
}
