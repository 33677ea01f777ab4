import type { Archive } from './audit.ts'
import { makeBucket } from './buckets.ts'
import type { Tables } from './data.ts'
import type { Documents } from './documents.ts'
import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'
import { watchTrail } from './trailAlarms.ts'

/** What the trail is about. */
export interface Trailed {
  readonly stage: Stage
  readonly keys: Keys
  readonly tables: Tables
  readonly archive: Archive
  readonly documents: Documents
  readonly functions: Readonly<Record<string, sst.aws.Function>>
  /** The role of whoever runs commands on the stage; null: nobody does. */
  readonly operations: aws.iam.Role | null
  readonly topic: aws.sns.Topic
}

/**
 * Makes a trail of who did what in the account, in all regions, and of each request to the tables, the audit files, the
 * sealed documents and the functions. Our own audit trail says what the product let people see; this one says who went around it.
 */
export function makeTrail(of: Trailed): void {
  const { stage, keys, archive } = of
  const account = aws.getCallerIdentityOutput().accountId
  const arn = $interpolate`arn:aws:cloudtrail:${stage.region}:${account}:trail/${stage.prefix}`
  const write = {
    principals: [{ type: 'service' as const, identifiers: ['cloudtrail.amazonaws.com'] }],
    conditions: [{ test: 'StringEquals', variable: 'aws:SourceArn', values: [arn] }],
  }
  // As CloudTrail User Guide has it, "Amazon S3 bucket policy for CloudTrail"; ACLs are off, so nothing is asked of them.
  const bucket = makeBucket('Trail', {
    stage,
    key: keys.audit,
    log: archive.accessLogs,
    lock: stage.lock,
    policy: [
      { ...write, actions: ['s3:GetBucketAcl'], paths: [''] },
      { ...write, actions: ['s3:PutObject'], paths: [$interpolate`AWSLogs/${account}/*`] },
    ],
  })
  const { group, role, mayWrite } = makeGroup({ stage, key: keys.logs, account })
  new aws.cloudtrail.Trail(
    'Trail',
    {
      name: stage.prefix,
      s3BucketName: bucket.name,
      kmsKeyId: keys.audit.arn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      cloudWatchLogsGroupArn: $interpolate`${group.arn}:*`,
      cloudWatchLogsRoleArn: role.arn,
      advancedEventSelectors: selectors(of),
    },
    // CloudTrail tries the role when the trail is made.
    { ...held(stage), dependsOn: mayWrite },
  )
  watchTrail({ ...of, group })
}

function selectors({ tables, archive, documents, functions }: Trailed) {
  const data = (name: string, type: string, arns: $util.Input<string>[]) => ({
    name,
    fieldSelectors: [
      { field: 'eventCategory', equals: ['Data'] },
      { field: 'resources.type', equals: [type] },
      { field: 'resources.ARN', startsWiths: arns },
    ],
  })
  return [
    { name: 'management', fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }] },
    data(
      'tables',
      'AWS::DynamoDB::Table',
      Object.values(tables).map((table) => table.arn),
    ),
    data('archive', 'AWS::S3::Object', [$interpolate`${archive.archive.arn}/`]),
    data('documents', 'AWS::S3::Object', [$interpolate`${documents.clean.arn}/`]),
    data(
      'functions',
      'AWS::Lambda::Function',
      Object.values(functions).map((fn) => fn.arn),
    ),
  ]
}

/** Where alarms read it, and as whom CloudTrail writes there. */
function makeGroup(of: { readonly stage: Stage; readonly key: aws.kms.Key; readonly account: $util.Output<string> }) {
  const { stage, key, account } = of
  const group = new aws.cloudwatch.LogGroup(
    'TrailLog',
    { name: `/aws/cloudtrail/${stage.prefix}`, kmsKeyId: key.arn, retentionInDays: 365 },
    held(stage),
  )
  const role = new aws.iam.Role('TrailRole', {
    name: `${stage.prefix}-trail`,
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'cloudtrail.amazonaws.com' }),
  })
  const policy = new aws.iam.Policy('TrailPolicy', {
    name: `${stage.prefix}-trail`,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: $interpolate`${group.arn}:log-stream:${account}_CloudTrail_${stage.region}*`,
        },
      ],
    }),
  })
  const mayWrite = new aws.iam.RolePolicyAttachment('TrailAttachment', { role: role.name, policyArn: policy.arn })
  return { group, role, mayWrite }
}
