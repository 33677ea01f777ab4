import { expect, test } from 'vitest'
import { takenBy } from '../../stacks/operators.ts'
import { stageOf } from '../../stacks/stage.ts'
import { graphOf, STAGES } from './stages.ts'

const { resources } = graphOf('production')
const named = (type: string, name: string) =>
  resources.find((one) => one.type === type && one.inputs.name === name)?.inputs ?? {}
const operators = STAGES.production?.env.WARDGRAPH_OPERATORS ?? ''

test('the operations role is taken by whoever is named, for an hour at most', () => {
  const role = named('aws:iam/role:Role', 'wardgraph-production-operations')
  expect(JSON.parse(role.assumeRolePolicy).Statement).toEqual([
    { Sid: 'Operators', Effect: 'Allow', Principal: { AWS: operators }, Action: 'sts:AssumeRole' },
  ])
  expect(role.maxSessionDuration).toBe(3_600)
})

test('a user takes it with a second factor', () => {
  expect(takenBy('arn:aws:iam::123456789012:user/ada')).toMatchObject({
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  })
})

test('whoever takes the operations role is told of, in whichever region they ask', () => {
  const filter = named('aws:cloudwatch/logMetricFilter:LogMetricFilter', 'OperationsUsed')
  const arn = 'arn:aws:iam::123456789012:role/wardgraph-production-operations'
  expect(filter.pattern).toBe(`{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "${arn}") }`)
  expect(filter.logGroupName).toContain('/aws/cloudtrail/')
  const alarm = named('aws:cloudwatch/metricAlarm:MetricAlarm', 'wardgraph-production-OperationsUsed')
  const { namespace, name } = filter.metricTransformation
  expect(alarm.metricQueries[0].metric).toMatchObject({ namespace, metricName: name, stat: 'Sum' })
  expect(alarm).toMatchObject({ comparisonOperator: 'GreaterThanThreshold', threshold: 0 })
  expect(alarm.alarmActions).toHaveLength(1)
})

test.each(['*', '123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/*'])(
  'a stage whose operators are %s is not deployed',
  (who) => {
    expect(() => stageOf('personal', { WARDGRAPH_OPERATORS: who })).toThrow(/WARDGRAPH_OPERATORS/)
  },
)
