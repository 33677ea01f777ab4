import { makeAlarm } from './alarms.ts'
import type { Archive } from './audit.ts'
import type { Stage } from './stage.ts'

/** What somebody is woken for in the trail, done or only tried. Each is a filter over CloudTrail's events. */
const ALARMS: Readonly<
  Record<
    string,
    { readonly means: string; readonly events: readonly string[]; readonly where: 'table' | 'archive' | 'role' | null }
  >
> = {
  TablesTouched: {
    means: 'Somebody removes a table, its backups or its protection, or tries to; a deploy may set these too.',
    events: ['DeleteTable', 'UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'],
    where: 'table',
  },
  ArchiveTouched: {
    means: 'Somebody removes audit files or changes who may, or tries to; a deploy may set these too.',
    events: [
      'DeleteObject',
      'DeleteObjects',
      'PutObjectRetention',
      'PutBucketObjectLockConfiguration',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'PutBucketLifecycle',
      'PutBucketVersioning',
      'PutBucketReplication',
      'DeleteBucketReplication',
      'DeleteBucket',
    ],
    where: 'archive',
  },
  TrailTouched: {
    means: 'Somebody stops or changes the trail itself, or tries to.',
    events: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
    where: null,
  },
  RolesTouched: {
    means:
      'Somebody changes what a role of the stage may do, or who takes it, or tries to; a deploy may, too: look at which.',
    events: [
      'UpdateAssumeRolePolicy',
      'PutRolePolicy',
      'AttachRolePolicy',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'DeleteRolePermissionsBoundary',
    ],
    where: 'role',
  },
  BackupsTouched: {
    means: 'Somebody removes backups or their lock, or tries to.',
    events: [
      'DeleteRecoveryPoint',
      'DeleteBackupVault',
      'DeleteBackupVaultLockConfiguration',
      'DeleteBackupPlan',
      'DeleteBackup',
    ],
    where: null,
  },
}
const DENIED = '{ ($.eventSource = "kms.amazonaws.com") && ($.errorCode = "AccessDenied*") }'

/** Makes a filter and an alarm of each. */
export function watchTrail(of: {
  readonly stage: Stage
  readonly archive: Archive
  readonly operations: aws.iam.Role | null
  readonly group: aws.cloudwatch.LogGroup
  readonly topic: aws.sns.Topic
}): void {
  const { stage, archive, operations, group, topic } = of
  const namespace = `Wardgraph/${stage.prefix}/trail`
  const told = (name: string, means: string, pattern: $util.Input<string>) => {
    new aws.cloudwatch.LogMetricFilter(`Trail${name}`, {
      name,
      logGroupName: group.name,
      pattern,
      metricTransformation: { namespace, name, value: '1' },
    })
    makeAlarm(
      stage,
      {
        name,
        means,
        metrics: { events: { namespace, name, stat: 'Sum' } },
        when: 'over',
        threshold: 0,
        period: 300,
        periods: 1,
        silence: 'notBreaching',
      },
      { topic },
    )
  }
  // Of a table its name or its ARN may be asked for.
  const places = {
    table: `($.requestParameters.tableName = "*${stage.prefix}-*")`,
    role: `($.requestParameters.roleName = "${stage.prefix}-*")`,
    archive: $interpolate`($.requestParameters.bucketName = "${archive.archive.name}")`,
  }
  for (const [name, { means, events, where }] of Object.entries(ALARMS)) {
    const any = events.map((event) => `($.eventName = "${event}")`).join(' || ')
    told(name, means, where === null ? `{ ${any} }` : $interpolate`{ (${any}) && ${places[where]} }`)
  }
  // EventBridge hears of a region's own calls alone, and STS is asked in any; the trail is of all regions.
  if (operations !== null)
    told(
      'OperationsUsed',
      'Somebody took the operations role, or tried to: commands on this stage open whatever it has. Ask who it was, and why.',
      $interpolate`{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "${operations.arn}") }`,
    )
  told('KmsDenied', 'KMS refused somebody a key: a policy is wrong, or somebody tries what they may not.', DENIED)
}
