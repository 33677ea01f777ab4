import { expect, test } from 'vitest'
import { DEPLOYED, graphOf, STAGES } from './stages.ts'

const TABLES = ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures']

test.each(DEPLOYED)('%s has what nothing may lack: a missing resource breaks no rule', (stage) => {
  const { resources } = graphOf(stage)
  const named = (type: string, key = 'name') =>
    resources.filter((one) => one.type === type).map(({ inputs }) => inputs[key])
  expect(named('aws:dynamodb/table:Table').sort()).toEqual(TABLES.map((name) => `wardgraph-${stage}-${name}`).sort())
  expect(named('aws:lambda/function:Function')).toEqual(
    expect.arrayContaining(
      ['graphql', 'preToken', 'signer', 'disclosures', 'overwrites', 'trailCheck', 'operator', 'erasures'].map(
        (name) => `wardgraph-${stage}-${name}`,
      ),
    ),
  )
  expect(named('aws:apigatewayv2/route:Route', 'routeKey')).toEqual(['POST /graphql'])
  expect(resources.filter(({ type }) => type === 'aws:kms/key:Key')).toHaveLength(7)
})

test.each(DEPLOYED)('%s is reached by way of CloudFront and its firewall alone', (stage) => {
  const { resources } = graphOf(stage)
  const only = (type: string) => {
    const found = resources.filter((one) => one.type === type)
    expect(found).toHaveLength(1)
    return found[0]
  }
  const distribution = only('aws:cloudfront/distribution:Distribution')
  const { origins, defaultCacheBehavior, orderedCacheBehaviors, webAclId } = distribution?.inputs ?? {}
  expect(origins).toHaveLength(1)
  expect(origins[0].customHeaders).toMatchObject([{ name: 'x-origin-secret' }])
  expect(distribution?.secrets).toContain('origins')
  expect(orderedCacheBehaviors).toEqual([])
  expect(defaultCacheBehavior).toMatchObject({
    viewerProtocolPolicy: 'https-only',
    // Managed policies CachingDisabled and AllViewerExceptHostHeader (CloudFront Developer Guide).
    cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    originRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  })
  expect(webAclId).toMatch(/webacl/)
  const firewall = only('aws:wafv2/webAcl:WebAcl')
  expect(firewall?.inputs.scope).toBe('CLOUDFRONT')
  const rules: {
    name: string
    statement: { managedRuleGroupStatement?: { ruleActionOverrides: { name: string }[] } }
  }[] = firewall?.inputs.rules
  expect(rules.map(({ name }) => name)).toEqual([
    'Elsewhere',
    'LongHeaders',
    'TooMany',
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesCommonRuleSet',
  ])
  expect(JSON.stringify(only('aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration')?.inputs)).toMatch(
    /queryString.*authorization.*cookie.*x-origin-secret/,
  )
  const log = only('aws:cloudwatch/logDelivery:LogDelivery')
  for (const field of ['cs-uri-query', 'cs(Cookie)', 'cs(Referer)'])
    expect(log?.inputs.recordFields).not.toContain(field)
})

test('production has its own name, before CloudFront and behind it', () => {
  const { resources } = graphOf('production')
  const distribution = resources.find(({ type }) => type === 'aws:cloudfront/distribution:Distribution')
  expect(distribution?.inputs).toMatchObject({
    aliases: ['api.example.org'],
    origins: [{ domainName: 'origin.api.example.org' }],
    viewerCertificate: { minimumProtocolVersion: 'TLSv1.2_2021' },
  })
})

test.each(Object.keys(STAGES))('%s follows the audit table and signs each minute, and keeps what failed', (stage) => {
  const { resources } = graphOf(stage)
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs)
  const queue = `arn:aws:sqs:us-east-1:123456789012:wardgraph-${graphOf(stage).app.stage}-failures`
  const mappings = of('aws:lambda/eventSourceMapping:EventSourceMapping')
  expect(mappings).toHaveLength(2)
  for (const mapping of mappings)
    expect(mapping).toMatchObject({
      startingPosition: 'TRIM_HORIZON',
      maximumRetryAttempts: 5,
      bisectBatchOnFunctionError: true,
      destinationConfig: { onFailure: { destinationArn: queue } },
    })
  const reporting = mappings.filter(({ functionResponseTypes }) => functionResponseTypes.length > 0)
  expect(reporting.map(({ functionName }) => functionName)).toEqual([expect.stringMatching(/-disclosures$/)])
  expect(of('aws:scheduler/schedule:Schedule')).toMatchObject([
    {
      scheduleExpression: 'rate(1 minute)',
      state: 'ENABLED',
      target: {
        arn: expect.stringMatching(/-signer$/),
        retryPolicy: { maximumRetryAttempts: 2 },
        deadLetterConfig: { arn: queue },
      },
    },
  ])
  expect(of('aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig')).toMatchObject([
    { maximumRetryAttempts: 2, destinationConfig: { onFailure: { destination: queue } } },
  ])
})

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
        'AuditOverwritten',
        'AuditAnomaly',
        'AuditUnavailable',
        'DigestKey',
        'DigestForked',
        'ClockAhead',
        'TrailNotWhole',
        'BreakGlass',
        'AccessDenied',
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
  const groups = of('aws:cloudwatch/logMetricFilter:LogMetricFilter').filter(({ pattern }) => pattern === '"CLOCK"')
  expect(groups.map(({ logGroupName }) => logGroupName).sort()).toEqual(
    functions.map((name) => `/aws/lambda/${name}`).sort(),
  )
  expect(of('aws:sns/topic:Topic').map(({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([
    expect.stringContaining('LogsKey'),
    expect.stringContaining('EdgeKey'),
  ])
  expect(of('aws:sns/topicSubscription:TopicSubscription')).toHaveLength(stage === 'personal' ? 0 : 2)
  expect(of('aws:budgets/budget:Budget')).toHaveLength(1)
  expect(of('aws:cloudwatch/dashboard:Dashboard')).toHaveLength(1)
})

test('GuardDuty is turned on where it is asked for', () => {
  const types = (stage: string) => graphOf(stage).resources.map(({ type }) => type)
  expect(types('production')).toContain('aws:guardduty/detector:Detector')
  expect(types('staging')).not.toContain('aws:guardduty/detector:Detector')
})

test.each(Object.keys(STAGES))('%s names no two resources alike, which the evaluation would let pass', (stage) => {
  const names = graphOf(stage).resources.map(({ type, name }) => `${type} ${name}`)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
