import { each, reword } from '../breaks.ts'
import { companions } from '../graph.ts'
import { deniesPlainHttp } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html */
export const bucketTlsOnly: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketSSLRequestsOnly, AwsSolutions-S10; CIS AWS 2.1.1; 45 CFR 164.312(e)(1)',
  says: 'no bucket answers without TLS',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const policies = companions(graph, TYPE.bucketPolicy, 'bucket', bucket)
    return unless(policies.length === 1 && deniesPlainHttp(policies[0]?.inputs.policy, 's3:*'), 'answers without TLS')
  },
  broken: each(TYPE.bucketPolicy, reword('aws:SecureTransport', 'aws:ViaAWSService')),
}
