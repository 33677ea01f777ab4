import { expect, test } from 'vitest'
import type { Alarm } from '../../packages/api/src/log.ts'
import { DEPLOYED, graphOf } from './stages.ts'

/** Each word of a log that somebody is woken for, and its alarm: a word more in log.ts is one more here. */
const WORDS: Readonly<Record<Alarm | 'AUDIT_UNAVAILABLE' | 'AccessDeniedException', string>> = {
  AUDIT_ANOMALY: 'AuditAnomaly',
  AUDIT_OVERWRITTEN: 'AuditOverwritten',
  AUDIT_UNAVAILABLE: 'AuditUnavailable',
  AccessDeniedException: 'AccessDenied',
  BREAK_GLASS: 'BreakGlass',
  CLOCK: 'ClockAhead',
  DIGEST_FORKED: 'DigestForked',
  DIGEST_KEY: 'DigestKey',
  TRAIL_NOT_WHOLE: 'TrailNotWhole',
}

const TABLES = ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures']

test.each(DEPLOYED)('%s tells of every alarm, when it comes and when it is over', (stage) => {
  const { resources } = graphOf(stage)
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs)
  const alarms = of('aws:cloudwatch/metricAlarm:MetricAlarm')
  const composites = of('aws:cloudwatch/compositeAlarm:CompositeAlarm')
  const parts = composites.flatMap(({ alarmRule }) =>
    [...alarmRule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name),
  )
  expect(parts.sort()).toEqual(
    ['AvailabilityBurnHour', 'AvailabilityBurnNow', 'LatencyBurnHour', 'LatencyBurnNow'].map(
      (name) => `wardgraph-${stage}-${name}`,
    ),
  )
  const home = 'arn:aws:sns:us-east-1:123456789012:wardgraph-'
  for (const { name, alarmName, alarmActions, okActions } of [...alarms, ...composites]) {
    const told = parts.includes(name) ? [] : [expect.stringContaining(home)]
    expect([name ?? alarmName, alarmActions, okActions]).toEqual([name ?? alarmName, told, told])
  }
  const functions = of('aws:lambda/function:Function').map(({ name }) => name)
  for (const metric of ['Errors', 'Throttles'])
    expect(
      alarms
        .filter(({ metricQueries }) => metricQueries.length === 1 && metricQueries[0].metric.metricName === metric)
        .map(({ metricQueries }) => metricQueries[0].metric.dimensions.FunctionName),
    ).toEqual(expect.arrayContaining(functions))
  const named = [...alarms.map(({ name }) => name), ...composites.map(({ alarmName }) => alarmName)]
  expect(named).toEqual(
    expect.arrayContaining(
      [
        'DigestLate',
        'DisclosuresLate',
        'OverwritesLate',
        'Failures',
        'FailuresOld',
        'ApiFailures',
        'ApiSlow',
        ...Object.values(WORDS),
        'Blocked',
        ...TABLES.flatMap((table) =>
          ['TableThrottles', 'TableFaults'].map((what) => `${table[0]?.toUpperCase()}${table.slice(1)}${what}`),
        ),
      ].map((name) => `wardgraph-${stage}-${name}`),
    ),
  )
  expect(new Set(named).size).toBe(named.length)
  const late = alarms.find(({ name }) => name.endsWith('-DigestLate'))
  // A digest is due each minute and late after three.
  expect(late).toMatchObject({ evaluationPeriods: 3, treatMissingData: 'breaching' })
  expect(late?.metricQueries[0].metric.period).toBe(60)
  for (const word of Object.keys(WORDS)) {
    const filters = of('aws:cloudwatch/logMetricFilter:LogMetricFilter').filter(
      ({ pattern }) => pattern === `"${word}"`,
    )
    expect(filters.map(({ logGroupName }) => logGroupName).sort()).toEqual(
      functions.map((name) => `/aws/lambda/${name}`).sort(),
    )
  }
  expect(of('aws:sns/topic:Topic').map(({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([
    expect.stringContaining('LogsKey'),
    expect.stringContaining('EdgeKey'),
  ])
  expect(of('aws:sns/topicSubscription:TopicSubscription')).toHaveLength(stage === 'personal' ? 0 : 2)
  expect(of('aws:budgets/budget:Budget')).toHaveLength(1)
  expect(of('aws:cloudwatch/dashboard:Dashboard')).toHaveLength(1)
})

test.each(DEPLOYED)('%s takes a release back when requests meet it', (stage) => {
  const groups = graphOf(stage).resources.filter(
    ({ type }) => type === 'aws:codedeploy/deploymentGroup:DeploymentGroup',
  )
  expect(groups.map(({ inputs }) => inputs.alarmConfiguration)).toEqual([
    {
      enabled: true,
      alarms: ['GraphqlErrors', 'ApiFailures', 'ApiSlow'].map((name) => `wardgraph-${stage}-${name}`),
    },
  ])
})

test('GuardDuty is turned on where it is asked for', () => {
  const types = (stage: string) => graphOf(stage).resources.map(({ type }) => type)
  expect(types('production')).toContain('aws:guardduty/detector:Detector')
  expect(types('staging')).not.toContain('aws:guardduty/detector:Detector')
})
