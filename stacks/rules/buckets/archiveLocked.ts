import { each, put } from '../breaks.ts'
import { companions, kindOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const LOCK = { production: ['COMPLIANCE', 2_192], staging: ['GOVERNANCE', 1], personal: ['GOVERNANCE', 1] } as const

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export const archiveLocked: Rule = {
  source: 'cdk-nag HIPAA.Security-S3BucketDefaultLockEnabled; 45 CFR 164.316(b)(2)(i)',
  says: 'audit files are locked: in production for six years against everybody, elsewhere for a day',
  of: [TYPE.bucket],
  where: ({ name }) => name === 'ArchiveBucket',
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketLock, 'bucket', bucket)
    const { mode, days } = found?.inputs.rule?.defaultRetention ?? {}
    const [wanted, least] = LOCK[kindOf(graph)]
    return [
      ...unless(bucket.inputs.objectLockEnabled === true, 'made without Object Lock'),
      ...unless(mode === wanted && days === least, `not locked by ${wanted} for ${least} days`),
    ]
  },
  broken: each(TYPE.bucketLock, put('rule.defaultRetention.days', 2_191)),
}
