import { expect, test } from 'vitest'
import { DEPLOYED, graphOf } from './stages.ts'

const TABLES = ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures']

test.each(DEPLOYED)('%s is watched and copied where that is asked for: records and directory, never keys', (stage) => {
  const { resources } = graphOf(stage)
  const of = (type: string) => resources.filter((one) => one.type === type)
  const trails = of('aws:cloudtrail/trail:Trail')
  const vaults = of('aws:backup/vault:Vault')
  if (stage === 'personal') {
    expect([...trails, ...vaults]).toEqual([])
    return
  }
  const arn = (rest: string) => `arn:aws:dynamodb:us-east-1:123456789012:table/wardgraph-${stage}-${rest}`
  expect(of('aws:backup/selection:Selection').map(({ inputs }) => inputs.resources)).toEqual([
    [arn('records'), arn('directory')],
  ])
  expect(vaults).toHaveLength(1)
  expect(vaults[0]?.protect).toBe(stage === 'production')
  const [lock] = of('aws:backup/vaultLockConfiguration:VaultLockConfiguration')
  expect(lock?.inputs).toMatchObject({ minRetentionDays: 35, maxRetentionDays: 365 })
  // AWS Backup: a lock with these days is for good once they are over.
  expect(lock?.inputs.changeableForDays).toBe(stage === 'production' ? 3 : undefined)
  const kept = of('aws:backup/plan:Plan').flatMap(({ inputs }) => inputs.rules)
  expect(kept.map(({ lifecycle }) => lifecycle.deleteAfter)).toEqual([35, 365])

  expect(trails).toHaveLength(1)
  expect(trails[0]?.inputs).toMatchObject({
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    kmsKeyId: expect.stringContaining('AuditKey'),
  })
  const selected = JSON.stringify(trails[0]?.inputs.advancedEventSelectors)
  expect(selected).toContain('Management')
  for (const table of TABLES) expect(selected).toContain(arn(table))
  for (const { inputs } of of('aws:lambda/function:Function')) expect(selected).toContain(`function:${inputs.name}"`)
  const bucket = trails[0]?.inputs.s3BucketName
  const locks = of('aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration')
  expect(locks.map(({ inputs }) => inputs.bucket)).toContain(bucket)
  const policy = of('aws:s3/bucketPolicy:BucketPolicy').find(({ inputs }) => inputs.bucket === bucket)
  const statements: { Effect: string; Principal: object; Condition?: object }[] = JSON.parse(
    policy?.inputs.policy,
  ).Statement
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow')
  expect(allowed).toHaveLength(2)
  for (const one of allowed)
    expect(one).toMatchObject({
      Principal: { Service: ['cloudtrail.amazonaws.com'] },
      Condition: {
        StringEquals: { 'aws:SourceArn': [`arn:aws:cloudtrail:us-east-1:123456789012:trail/wardgraph-${stage}`] },
      },
    })
  const alarms = of('aws:cloudwatch/metricAlarm:MetricAlarm').map(({ inputs }) => inputs.name)
  expect(alarms).toEqual(
    expect.arrayContaining(
      [
        'TablesTouched',
        'ArchiveTouched',
        'TrailTouched',
        'RolesTouched',
        'BackupsTouched',
        'KmsDenied',
        'BackupFailed',
      ].map((name) => `wardgraph-${stage}-${name}`),
    ),
  )
})
