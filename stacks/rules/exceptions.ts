import type { Kind } from '../stage.ts'
import { type Exception, excuses } from './exception.ts'
import type { Graph } from './graph.ts'
import { OPERATIONS } from './operationsExceptions.ts'
import type { Finding } from './rule.ts'

const ALL: readonly Kind[] = ['personal', 'staging', 'production']

/** All of them; one that excuses nothing in a stage of its kinds fails the test. */
export const EXCEPTIONS: readonly Exception[] = [
  ...OPERATIONS,
  {
    rule: 'bucketKey',
    kinds: ALL,
    resource: /^AccessLogsBucket$/,
    reason:
      'S3 delivers no access log under a key of KMS; what is there names callers and files, and opaque ids at most',
  },
  {
    rule: 'bucketLogged',
    kinds: ALL,
    resource: /^AccessLogsBucket$/,
    reason: 'it is where the others log to: a log of its own would be in itself, and each line of it make another',
  },
  {
    rule: 'bucketReplicated',
    kinds: ['personal', 'staging'],
    resource: /./,
    reason: 'what is there is synthetic; a copy is asked for by WARDGRAPH_REPLICA where it is not',
  },
  {
    rule: 'bucketReplicated',
    kinds: ['production'],
    resource: /^(AccessLogs|Quarantine|Clean|Trail)Bucket$/,
    reason:
      'copied are audit files alone: access logs and the trail are second records, and sealed documents are of no use without the tables, which are in one region, too',
  },
  {
    rule: 'functionConcurrency',
    kinds: ['personal'],
    resource: /./,
    reason: 'a new account has 10 in all, of which nothing is left to reserve (stacks/stage.ts)',
  },
  {
    rule: 'functionInsideVpc',
    kinds: ALL,
    resource: /./,
    reason:
      'functions speak to services of AWS alone, each by TLS and by a right of their role; there is no address to reach them at, and a network would need an endpoint for each service',
  },
  {
    rule: 'edgeTls',
    kinds: ['personal', 'staging'],
    resource: /^EdgeCdnDistribution$/,
    reason: 'without a domain CloudFront has its own certificate, which is for TLS 1.0 too; what is there is synthetic',
  },
  {
    rule: 'functionFailuresKept',
    kinds: ALL,
    resource: /^(Graphql|PreToken|Operator)FnFunction$/,
    reason: 'whoever calls it waits for it, and is told of what fails',
  },
  {
    rule: 'roleNoInlinePolicy',
    kinds: ALL,
    resource: /(Fn|Tenant|Release|Schedule)Role$/,
    reason:
      "a policy inside its role is no other role's and goes with it; SST writes those of functions and schedules so",
  },
  {
    rule: 'roleNoManagedPolicy',
    kinds: ['staging', 'production'],
    resource: /^BackupRole$/,
    wrong: /^has arn:aws:iam::aws:policy\/service-role\/AWSBackupServiceRolePolicyForBackup$/,
    reason:
      'what AWS Backup needs of a table changes with AWS Backup, which keeps this policy; nobody but it is the role',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ['staging', 'production'],
    resource: /^TrailRole$/,
    wrong: /^may logs:CreateLogStream,logs:PutLogEvents with [^*]+:log-stream:\d+_CloudTrail_[a-z0-9-]+\*$/,
    reason: 'CloudTrail numbers its streams after this name (CloudTrail User Guide, "Role policy document")',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /FnRole$/,
    wrong: /^may xray:PutTraceSegments,xray:PutTelemetryRecords with \*$/,
    reason: 'X-Ray knows no resources (Service Authorization Reference, "AWS X-Ray")',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /FnRole$/,
    wrong: /^may logs:CreateLogStream,logs:PutLogEvents with arn:aws:logs:[^*]+:\*$/,
    reason: 'Lambda names the streams of the log group, which is one',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /^(Signer|TrailCheck|Erasures)FnRole$/,
    wrong: /^may s3:(Get|Put)Object with arn:aws:s3:::[^*/]+\/\w+\/\*$/,
    reason: 'audit files are named by what is in them; the bucket is one, and it is locked',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /^ErasuresFnRole$/,
    wrong: /^may s3:DeleteObject with arn:aws:s3:::[^*/]+\/\?{12}\/\*$/,
    reason: 'whoever is erased, their documents are; the bucket is one, and it keeps the version for a while',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ['production'],
    resource: /^ReplicationRole$/,
    wrong: /^may s3:\S+ with arn:aws:s3:::[^*/]+\/\*$/,
    reason: 'every audit file is copied',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /^ReleaseRole$/,
    wrong: /^may lambda:\S+ with [^*]+:wardgraph-[^*:]+-graphql:\*$/,
    reason: 'a release moves the alias from one version of the function to another, which are many',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ALL,
    resource: /^ReleaseRole$/,
    wrong: /^may cloudwatch:DescribeAlarms with \*$/,
    reason: 'CloudWatch takes no resource for this one (Service Authorization Reference, "Amazon CloudWatch")',
  },
  {
    rule: 'roleNoWildcard',
    kinds: ['staging', 'production'],
    resource: /^TrailRole$/,
    wrong: /^may logs:\S+ with [^*]+:log-stream:\d+_CloudTrail_[\w-]+\*$/,
    reason:
      'CloudTrail numbers its streams, and writes to no others (User Guide, "Role policy document for CloudTrail")',
  },
  {
    rule: 'roleNoManagedPolicy',
    kinds: ['staging', 'production'],
    resource: /^BackupRole$/,
    reason: 'what AWS Backup needs changes with AWS Backup; the role is taken by that service alone, for two tables',
  },
  {
    rule: 'tableInBackupPlan',
    kinds: ['staging', 'production'],
    resource: /^KeysTable$/,
    reason: 'a copy of the keys is the key of whoever was erased since (docs/erasure.md; the rule keysInNoBackup)',
  },
  {
    rule: 'tableInBackupPlan',
    kinds: ['staging', 'production'],
    resource: /^(Audit|Disclosures|Sessions)Table$/,
    reason:
      'audit files are in the locked archive, disclosures are made of the audit trail, and sessions end: each can be restored for 35 days',
  },
  {
    rule: 'topicServicesAsked',
    kinds: ALL,
    resource: /^(Edge)?AlarmsPolicy$/,
    wrong: /^events\.amazonaws\.com tells it for any account$/,
    reason:
      'shown without a condition in EventBridge User Guide, "Amazon SNS permissions"; a forged letter is a false alarm',
  },
]

/** What no exception excuses. */
export function unexcused(found: readonly Finding[], graph: Graph): readonly Finding[] {
  return found.filter((one) => !EXCEPTIONS.some((exception) => excuses(exception, one, graph)))
}
