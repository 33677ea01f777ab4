import { type Bucket, makeBucket } from './buckets.ts'
import { EDGE_REGION } from './edgeRegion.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** Where audit files lie under a lock, and who asked for what in any bucket. */
export interface Archive {
  readonly archive: Bucket
  readonly accessLogs: Bucket
  /** Who copies audit files; null: nobody. */
  readonly replicator: aws.iam.Role | null
}

/** Makes both buckets. */
export function makeArchive({ stage, keys }: { readonly stage: Stage; readonly keys: Keys }): Archive {
  // S3 delivers no access log into a bucket whose default is a key of KMS (S3 User Guide, "Enabling Amazon S3 server access
  // logging").
  const accessLogs = makeBucket('AccessLogs', {
    stage,
    key: null,
    log: null,
    lifecycle: [{ expiresIn: '400 days' }],
    policy: [
      {
        principals: [{ type: 'service', identifiers: ['logging.s3.amazonaws.com'] }],
        actions: ['s3:PutObject'],
        paths: ['*'],
        // Otherwise whoever has a bucket could have its log written here.
        conditions: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [aws.getCallerIdentityOutput().accountId] },
        ],
      },
      edgeLogs(),
    ],
  })
  const archive = makeBucket('Archive', { stage, key: keys.audit, log: accessLogs, lock: stage.lock })
  const replicator = stage.replica === null ? null : replicate({ stage, archive, key: keys.audit, to: stage.replica })
  return { archive, accessLogs, replicator }
}

/** CloudFront's log comes by way of CloudWatch Logs (CloudWatch Logs User Guide, "Logs sent to Amazon S3"). */
function edgeLogs() {
  const account = aws.getCallerIdentityOutput().accountId
  const source = $interpolate`arn:aws:logs:${EDGE_REGION}:${account}:delivery-source:*`
  return {
    principals: [{ type: 'service' as const, identifiers: ['delivery.logs.amazonaws.com'] }],
    actions: ['s3:PutObject'],
    paths: [$interpolate`AWSLogs/${account}/*`],
    conditions: [
      { test: 'StringEquals', variable: 's3:x-amz-acl', values: ['bucket-owner-full-control'] },
      { test: 'StringEquals', variable: 'aws:SourceAccount', values: [account] },
      { test: 'ArnLike', variable: 'aws:SourceArn', values: [source] },
    ],
  }
}

/** Copies each audit file to another bucket, which is somebody else's to keep: that account cannot be told to forget from here. */
function replicate(of: {
  readonly stage: Stage
  readonly archive: Bucket
  readonly key: aws.kms.Key
  readonly to: NonNullable<Stage['replica']>
}): aws.iam.Role {
  const { stage, archive, key, to } = of
  const role = new aws.iam.Role('ReplicationRole', {
    name: `${stage.prefix}-replication`,
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 's3.amazonaws.com' }),
  })
  const policy = new aws.iam.Policy('ReplicationPolicy', {
    name: `${stage.prefix}-replication`,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          sid: 'ReadSource',
          actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
          resources: [archive.arn],
        },
        {
          sid: 'ReadVersions',
          actions: [
            's3:GetObjectVersionForReplication',
            's3:GetObjectVersionAcl',
            's3:GetObjectVersionTagging',
            's3:GetObjectRetention',
            's3:GetObjectLegalHold',
          ],
          resources: [$interpolate`${archive.arn}/*`],
        },
        { sid: 'WriteCopies', actions: ['s3:ReplicateObject'], resources: [`${to.bucket}/*`] },
        { sid: 'OpenSource', actions: ['kms:Decrypt'], resources: [key.arn] },
        { sid: 'SealCopies', actions: ['kms:Encrypt'], resources: [to.key] },
      ],
    }).json,
  })
  new aws.iam.RolePolicyAttachment('ReplicationAttachment', { role: role.name, policyArn: policy.arn })
  new aws.s3.BucketReplicationConfig('Replication', {
    bucket: archive.name,
    role: role.arn,
    rules: [
      {
        id: 'all',
        status: 'Enabled',
        filter: {},
        deleteMarkerReplication: { status: 'Disabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: to.bucket,
          storageClass: 'STANDARD',
          encryptionConfiguration: { replicaKmsKeyId: to.key },
        },
      },
    ],
  })
  return role
}
