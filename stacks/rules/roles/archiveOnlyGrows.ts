import { granting } from '../breaks.ts'
import { all } from '../graph.ts'
import { asked, covers, grantsOf, reaches } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const BREAKS = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutLifecycleConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketVersioning',
  's3:DeleteBucket',
]

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html */
export const archiveOnlyGrows: Rule = {
  source: '45 CFR 164.312(c)(1), 164.316(b)(2)(i)',
  says: 'no role takes an audit file away or shortens its lock, and of any bucket a version, or puts a file over another',
  of: [TYPE.role],
  check: (role, graph) =>
    grantsOf(role, graph)
      .map((one) => ({ one, reached: all(graph, TYPE.bucket).filter((bucket) => reaches(one, bucket)) }))
      .filter(({ reached }) => reached.length > 0)
      .flatMap(({ one, reached }) => [
        ...BREAKS.filter((action) => covers(one, action))
          // A sealed document is hidden with the row that names it, and S3 keeps its version for a while.
          .filter((action) => action !== 's3:DeleteObject' || reached.some(({ name }) => name !== 'CleanBucket'))
          .map((action) => `may ${action}`),
        ...unless(
          !covers(one, 's3:PutObject') || asked(one, 's3:if-none-match', 'Null').join() === 'false',
          'may put a file over another',
        ),
      ]),
  broken: granting({ Action: 's3:Delete*', Resource: '*' }),
}
