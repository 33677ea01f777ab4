import { each, put } from '../breaks.ts'
import { companions, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-default-encryption-kms.html */
export const bucketKey: Rule = {
  source: 'cdk-nag HIPAA.Security-S3DefaultEncryptionKMS; 45 CFR 164.312(a)(2)(iv)',
  says: 'what is put into a bucket is under a key of ours',
  of: [TYPE.bucket],
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketEncryption, 'bucket', bucket)
    const [first] = found?.inputs.rules ?? []
    const { sseAlgorithm, kmsMasterKeyId } = first?.applyServerSideEncryptionByDefault ?? {}
    const ours = meant(graph, TYPE.key, kmsMasterKeyId) !== undefined
    return unless(sseAlgorithm === 'aws:kms' && ours, 'not under a key of ours')
  },
  broken: each(TYPE.bucketEncryption, put('rules.0.applyServerSideEncryptionByDefault', { sseAlgorithm: 'AES256' })),
}
