import { held } from './held.ts'
import type { Stage } from './stage.ts'

/** What a bucket is to be. */
interface BucketOptions {
  readonly stage: Stage
  /** null: S3's own. */
  readonly key: aws.kms.Key | null
  /** Where its access log goes; null: it is that place. */
  readonly log: Bucket | null
  readonly lock?: Stage['lock']
  readonly lifecycle?: sst.aws.BucketArgs['lifecycle']
  /** Days that a version is kept once it is not the newest, where there is a lifecycle. */
  readonly hidden?: number
  /** What its policy says beside "TLS alone". */
  readonly policy?: sst.aws.BucketArgs['policy']
}

/** A bucket as other stacks name it. */
export type Bucket = sst.aws.Bucket

/** S3 expires an object by hiding it, and takes no fewer days of a version that is not the newest. */
const HIDDEN = 1

/** A bucket that is closed, versioned, encrypted, and, if asked for, locked. */
export function makeBucket(name: string, of: BucketOptions): Bucket {
  const { stage, key, log, lock, lifecycle, hidden = HIDDEN, policy } = of
  const bucket = new sst.aws.Bucket(name, {
    cors: false,
    versioning: true,
    enforceHttps: true,
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(policy === undefined ? {} : { policy }),
    transform: {
      lifecycle(args) {
        args.rules = $output(args.rules).apply((rules = []) =>
          rules.map((rule) => ({ ...rule, noncurrentVersionExpiration: { noncurrentDays: hidden } })),
        )
      },
      bucket(args, options) {
        args.forceDestroy = !stage.keeps
        args.objectLockEnabled = lock !== undefined
        Object.assign(options, held(stage))
      },
    },
  })
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}Encryption`, {
    bucket: bucket.name,
    rules: [
      key === null
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
    ],
  })
  new aws.s3.BucketOwnershipControls(`${name}Ownership`, {
    bucket: bucket.name,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  })
  if (lock !== undefined)
    new aws.s3.BucketObjectLockConfiguration(`${name}Lock`, {
      bucket: bucket.name,
      rule: { defaultRetention: { mode: lock.mode, days: lock.days } },
    })
  if (log !== null)
    new aws.s3.BucketLogging(`${name}Logging`, {
      bucket: bucket.name,
      targetBucket: log.name,
      targetPrefix: `${name.toLowerCase()}/`,
    })
  return bucket
}
