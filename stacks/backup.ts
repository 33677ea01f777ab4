import { makeAlarm } from './alarms.ts'
import type { Tables } from './data.ts'
import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

const DAILY = 35
const MONTHLY = 365
/** Days in which a lock that nobody can lift may still be taken back; AWS allows no fewer. */
const GRACE = 3

/**
 * Copies records and directory each day and each month into a vault from which nothing is removed before its time. The keys
 * table is never in it: whoever was erased stays unreadable in every copy, as their subject key is nowhere any more.
 */
export function makeBackup(of: {
  readonly stage: Stage
  readonly keys: Keys
  readonly tables: Tables
  readonly topic: aws.sns.Topic
}): void {
  const { stage, keys, tables, topic } = of
  const vault = new aws.backup.Vault(
    'Backups',
    { name: stage.prefix, kmsKeyArn: keys.tables.arn, forceDestroy: !stage.keeps },
    held(stage),
  )
  new aws.backup.VaultLockConfiguration(
    'BackupsLock',
    {
      backupVaultName: vault.name,
      minRetentionDays: DAILY,
      maxRetentionDays: MONTHLY,
      // With days to change one's mind the lock is for good after them; without, whoever may, lifts it.
      ...(stage.lock.mode === 'COMPLIANCE' ? { changeableForDays: GRACE } : {}),
    },
    held(stage),
  )
  const rule = (ruleName: string, schedule: string, deleteAfter: number) => ({
    ruleName,
    schedule,
    targetVaultName: vault.name,
    lifecycle: { deleteAfter },
  })
  const plan = new aws.backup.Plan('BackupPlan', {
    name: stage.prefix,
    rules: [rule('daily', 'cron(0 5 * * ? *)', DAILY), rule('monthly', 'cron(0 7 1 * ? *)', MONTHLY)],
  })
  const role = new aws.iam.Role('BackupRole', {
    name: `${stage.prefix}-backup`,
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'backup.amazonaws.com' }),
  })
  new aws.iam.RolePolicyAttachment('BackupRolePolicy', {
    role: role.name,
    policyArn: 'arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup',
  })
  new aws.backup.Selection('BackupSelection', {
    name: stage.prefix,
    planId: plan.id,
    iamRoleArn: role.arn,
    resources: [tables.records.arn, tables.directory.arn],
  })
  makeAlarm(
    stage,
    {
      name: 'BackupFailed',
      means: 'A backup did not come about: see the jobs of AWS Backup.',
      metrics: {
        failed: {
          namespace: 'AWS/Backup',
          name: 'NumberOfBackupJobsFailed',
          dimensions: { BackupVaultName: vault.name },
          stat: 'Sum',
        },
      },
      when: 'over',
      threshold: 0,
      period: 3_600,
      periods: 1,
      silence: 'notBreaching',
    },
    { topic },
  )
}
