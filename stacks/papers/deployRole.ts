import type { Graph } from '../rules/graph.ts'

/** What a type of resource takes of whoever makes, changes and removes it, and where. */
interface Needs {
  readonly actions: readonly string[]
  /** Without a service's ARN prefix; `*` where the service takes no name for some of it. */
  readonly on: readonly string[]
}

const ours = 'wardgraph-STAGE'
const of = (actions: string, ...on: string[]): Needs => ({ actions: actions.split(' '), on })

/**
 * By type of resource; of the Service Authorization Reference. Where names are made by AWS (keys, distributions, user pools) the
 * resource is every one of the account: a stage should have its own.
 */
const NEEDS: Readonly<Record<string, Needs>> = {
  'aws:acm': of(
    'acm:RequestCertificate acm:DescribeCertificate acm:ListTagsForCertificate acm:AddTagsToCertificate acm:DeleteCertificate',
    '*',
  ),
  'aws:apigatewayv2': of(
    'apigateway:GET apigateway:POST apigateway:PUT apigateway:PATCH apigateway:DELETE',
    'arn:aws:apigateway:REGION::/*',
  ),
  'aws:backup': of(
    'backup:CreateBackupVault backup:DescribeBackupVault backup:DeleteBackupVault backup:PutBackupVaultLockConfiguration backup:CreateBackupPlan backup:GetBackupPlan backup:UpdateBackupPlan backup:DeleteBackupPlan backup:CreateBackupSelection backup:GetBackupSelection backup:DeleteBackupSelection backup:TagResource backup:ListTags backup-storage:MountCapsule',
    '*',
  ),
  'aws:budgets': of(
    'budgets:ViewBudget budgets:ModifyBudget budgets:TagResource budgets:ListTagsForResource',
    `arn:aws:budgets::ACCOUNT:budget/${ours}*`,
  ),
  'aws:cloudfront': of(
    'cloudfront:CreateDistribution cloudfront:GetDistribution cloudfront:UpdateDistribution cloudfront:DeleteDistribution cloudfront:CreateFunction cloudfront:DescribeFunction cloudfront:GetFunction cloudfront:UpdateFunction cloudfront:PublishFunction cloudfront:DeleteFunction cloudfront:CreateResponseHeadersPolicy cloudfront:GetResponseHeadersPolicy cloudfront:UpdateResponseHeadersPolicy cloudfront:DeleteResponseHeadersPolicy cloudfront:TagResource cloudfront:ListTagsForResource cloudfront:CreateInvalidation cloudfront:AllowVendedLogDeliveryForResource',
    '*',
  ),
  'aws:cloudtrail': of(
    'cloudtrail:CreateTrail cloudtrail:GetTrail cloudtrail:GetTrailStatus cloudtrail:UpdateTrail cloudtrail:DeleteTrail cloudtrail:StartLogging cloudtrail:PutEventSelectors cloudtrail:GetEventSelectors cloudtrail:AddTags cloudtrail:ListTags cloudtrail:GetInsightSelectors',
    `arn:aws:cloudtrail:*:ACCOUNT:trail/${ours}*`,
  ),
  'aws:cloudwatch': of(
    'cloudwatch:PutMetricAlarm cloudwatch:PutCompositeAlarm cloudwatch:DescribeAlarms cloudwatch:DeleteAlarms cloudwatch:PutDashboard cloudwatch:GetDashboard cloudwatch:DeleteDashboards cloudwatch:TagResource cloudwatch:ListTagsForResource events:PutRule events:DescribeRule events:DeleteRule events:PutTargets events:ListTargetsByRule events:RemoveTargets events:TagResource events:ListTagsForResource logs:CreateLogGroup logs:DescribeLogGroups logs:DeleteLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:PutMetricFilter logs:DescribeMetricFilters logs:DeleteMetricFilter logs:TagResource logs:ListTagsForResource logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:DescribeResourcePolicies logs:PutDeliverySource logs:GetDeliverySource logs:DeleteDeliverySource logs:PutDeliveryDestination logs:GetDeliveryDestination logs:DeleteDeliveryDestination logs:CreateDelivery logs:GetDelivery logs:UpdateDeliveryConfiguration logs:DeleteDelivery',
    '*',
  ),
  'aws:codedeploy': of(
    'codedeploy:CreateApplication codedeploy:GetApplication codedeploy:DeleteApplication codedeploy:CreateDeploymentGroup codedeploy:GetDeploymentGroup codedeploy:UpdateDeploymentGroup codedeploy:DeleteDeploymentGroup codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:GetDeploymentConfig codedeploy:RegisterApplicationRevision codedeploy:GetApplicationRevision codedeploy:TagResource codedeploy:ListTagsForResource',
    `arn:aws:codedeploy:REGION:ACCOUNT:application:${ours}`,
    `arn:aws:codedeploy:REGION:ACCOUNT:deploymentgroup:${ours}/*`,
    'arn:aws:codedeploy:REGION:ACCOUNT:deploymentconfig:*',
  ),
  'aws:cognito': of(
    'cognito-idp:CreateUserPool cognito-idp:DescribeUserPool cognito-idp:UpdateUserPool cognito-idp:DeleteUserPool cognito-idp:SetUserPoolMfaConfig cognito-idp:GetUserPoolMfaConfig cognito-idp:CreateUserPoolClient cognito-idp:DescribeUserPoolClient cognito-idp:UpdateUserPoolClient cognito-idp:DeleteUserPoolClient cognito-idp:TagResource cognito-idp:ListTagsForResource',
    '*',
  ),
  'aws:dynamodb': of(
    'dynamodb:CreateTable dynamodb:DescribeTable dynamodb:UpdateTable dynamodb:DeleteTable dynamodb:DescribeContinuousBackups dynamodb:UpdateContinuousBackups dynamodb:DescribeTimeToLive dynamodb:UpdateTimeToLive dynamodb:TagResource dynamodb:ListTagsOfResource',
    `arn:aws:dynamodb:REGION:ACCOUNT:table/${ours}-*`,
  ),
  'aws:guardduty': of(
    'guardduty:CreateDetector guardduty:GetDetector guardduty:UpdateDetector guardduty:DeleteDetector guardduty:TagResource guardduty:ListTagsForResource',
    '*',
  ),
  'aws:iam': of(
    'iam:CreateRole iam:GetRole iam:UpdateRole iam:UpdateAssumeRolePolicy iam:DeleteRole iam:PutRolePolicy iam:GetRolePolicy iam:DeleteRolePolicy iam:ListRolePolicies iam:AttachRolePolicy iam:DetachRolePolicy iam:ListAttachedRolePolicies iam:ListInstanceProfilesForRole iam:CreatePolicy iam:GetPolicy iam:GetPolicyVersion iam:CreatePolicyVersion iam:ListPolicyVersions iam:DeletePolicyVersion iam:DeletePolicy iam:TagRole iam:TagPolicy iam:PassRole',
    `arn:aws:iam::ACCOUNT:role/${ours}-*`,
    `arn:aws:iam::ACCOUNT:policy/${ours}-*`,
  ),
  'aws:kms': of(
    'kms:CreateKey kms:DescribeKey kms:GetKeyPolicy kms:PutKeyPolicy kms:EnableKeyRotation kms:GetKeyRotationStatus kms:ListResourceTags kms:TagResource kms:UntagResource kms:CreateAlias kms:UpdateAlias kms:DeleteAlias kms:ListAliases kms:ScheduleKeyDeletion kms:CreateGrant kms:Encrypt',
    '*',
  ),
  'aws:lambda': of(
    'lambda:CreateFunction lambda:GetFunction lambda:GetFunctionConfiguration lambda:GetFunctionCodeSigningConfig lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:DeleteFunction lambda:PublishVersion lambda:ListVersionsByFunction lambda:PutFunctionConcurrency lambda:GetFunctionConcurrency lambda:DeleteFunctionConcurrency lambda:CreateAlias lambda:GetAlias lambda:DeleteAlias lambda:AddPermission lambda:RemovePermission lambda:GetPolicy lambda:PutFunctionEventInvokeConfig lambda:GetFunctionEventInvokeConfig lambda:DeleteFunctionEventInvokeConfig lambda:TagResource lambda:ListTags lambda:InvokeFunction',
    `arn:aws:lambda:REGION:ACCOUNT:function:${ours}-*`,
  ),
  'aws:lambda/eventSourceMapping': of(
    'lambda:CreateEventSourceMapping lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping lambda:DeleteEventSourceMapping lambda:TagResource lambda:ListTags',
    '*',
  ),
  'aws:route53': of(
    'route53:ListHostedZones route53:GetHostedZone route53:ListTagsForResource route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:GetChange',
    '*',
  ),
  'aws:s3': of(
    's3:CreateBucket s3:ListBucket s3:GetBucket* s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration s3:GetReplicationConfiguration s3:GetAccelerateConfiguration s3:PutBucket* s3:PutEncryptionConfiguration s3:PutLifecycleConfiguration s3:PutReplicationConfiguration s3:DeleteBucket s3:DeleteBucketPolicy s3:TagResource s3:UntagResource s3:ListTagsForResource',
    `arn:aws:s3:::${ours}-*`,
  ),
  'aws:scheduler': of(
    'scheduler:CreateSchedule scheduler:GetSchedule scheduler:UpdateSchedule scheduler:DeleteSchedule',
    'arn:aws:scheduler:REGION:ACCOUNT:schedule/default/*',
  ),
  'aws:sns': of(
    'sns:CreateTopic sns:GetTopicAttributes sns:SetTopicAttributes sns:DeleteTopic sns:Subscribe sns:GetSubscriptionAttributes sns:Unsubscribe sns:TagResource sns:ListTagsForResource',
    `arn:aws:sns:*:ACCOUNT:${ours}-*`,
  ),
  'aws:sqs': of(
    'sqs:CreateQueue sqs:GetQueueAttributes sqs:SetQueueAttributes sqs:GetQueueUrl sqs:DeleteQueue sqs:TagQueue sqs:ListQueueTags',
    `arn:aws:sqs:REGION:ACCOUNT:${ours}-*`,
  ),
  'aws:wafv2': of(
    'wafv2:CreateWebACL wafv2:GetWebACL wafv2:GetWebACLForResource wafv2:UpdateWebACL wafv2:DeleteWebACL wafv2:PutLoggingConfiguration wafv2:GetLoggingConfiguration wafv2:DeleteLoggingConfiguration wafv2:TagResource wafv2:ListTagsForResource',
    '*',
  ),
}

/** What removes data or what opens it: nobody who deploys needs it. */
const KEPT = [
  'cloudtrail:DeleteTrail',
  'cloudtrail:StopLogging',
  'cognito-idp:DeleteUserPool',
  'dynamodb:DeleteTable',
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'logs:DeleteLogGroup',
  's3:DeleteBucket',
  'backup:DeleteBackupVault',
]

/** What SST itself keeps in the account: bundles and state in buckets, where they are in parameters. */
const SST: readonly Needs[] = [
  of('ssm:GetParameter ssm:PutParameter ssm:GetParameters', 'arn:aws:ssm:REGION:ACCOUNT:parameter/sst/*'),
  of(
    's3:CreateBucket s3:ListBucket s3:PutBucket* s3:GetBucket* s3:GetObject s3:PutObject s3:DeleteObject s3:GetObjectTagging s3:PutObjectTagging',
    'arn:aws:s3:::sst-*',
  ),
  // Made in every account, though nothing here is an image.
  of('ecr:CreateRepository ecr:DescribeRepositories', 'arn:aws:ecr:REGION:ACCOUNT:repository/sst-asset'),
  of('sts:GetCallerIdentity', '*'),
]

/**
 * What AWS asks of whoever makes the first of something in an account: services whose own role is made then, and a list that
 * knows no names.
 */
const FIRST: readonly Needs[] = [
  of(
    'iam:CreateServiceLinkedRole',
    ...['ops.apigateway', 'mrk.kms', 'backup', 'guardduty'].map(
      (service) => `arn:aws:iam::ACCOUNT:role/aws-service-role/${service}.amazonaws.com/*`,
    ),
  ),
  of('cloudtrail:DescribeTrails', '*'),
]

/** Characters of a managed policy, white space left out (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST = 6_144
/** The longest that may be filled in: of a stage (stacks/stage.ts), a region and an account. */
const LONGEST = { STAGE: 'x'.repeat(20), REGION: 'ap-southeast-1', ACCOUNT: '0'.repeat(12) }

/**
 * The policies of whoever deploys, as docs/deploy.md tells to fill in, as many as IAM's limit makes of them: no right to a row,
 * to an object of our buckets, or to open anything. @throws Error for a type that no line above is for
 */
export function deployRole(graphs: readonly Graph[]): readonly string[] {
  const types = new Set(
    graphs.flatMap(({ resources }) => resources.map(({ type }) => type.split(':').slice(0, 2).join(':'))),
  )
  const used = new Map<string, Needs>()
  for (const type of [...types].filter((one) => one.startsWith('aws:')).sort()) {
    const name = [type, type.split('/')[0] ?? ''].find((one) => NEEDS[one] !== undefined)
    const needs = name === undefined ? undefined : NEEDS[name]
    if (name === undefined || needs === undefined) throw new Error(`${type}: nothing says what it takes to deploy one`)
    used.set(name, needs)
  }
  const statement = ({ actions, on }: Needs) => ({ Effect: 'Allow', Action: actions, Resource: on })
  const keep = { Sid: 'LeaveOutToRemoveAStage', Effect: 'Deny', Action: KEPT, Resource: ['*'] }
  const documents: object[][] = [[]]
  for (const one of [...[...used.values(), ...SST, ...FIRST].map(statement), keep]) {
    const last = documents.at(-1) ?? []
    if (filledLength([...last, one]) <= MOST) last.push(one)
    else documents.push([one])
  }
  return documents.map((statements) => `${JSON.stringify(policy(statements), null, 2)}\n`)
}

const policy = (Statement: readonly object[]) => ({ Version: '2012-10-17', Statement })

/** Characters of a policy of these once it is filled in. */
function filledLength(statements: readonly object[]): number {
  const filled = Object.entries(LONGEST).reduce(
    (text, [name, value]) => text.replaceAll(name, value),
    JSON.stringify(policy(statements)),
  )
  return filled.length
}
