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

test.each(Object.keys(STAGES))('%s names no two resources alike, which the evaluation would let pass', (stage) => {
  const names = graphOf(stage).resources.map(({ type, name }) => `${type} ${name}`)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})

test.each(DEPLOYED)('%s makes keys that services may use before there is any role to name', (stage) => {
  const { resources } = graphOf(stage)
  const services = (type: string) =>
    new Map(
      resources
        .filter((one) => one.type === type)
        .map(({ name, inputs }) => {
          const statements: { Principal: { Service?: string } }[] = JSON.parse(inputs.policy).Statement
          const named = statements.flatMap(({ Principal }) => Principal.Service ?? [])
          return [name.replace(/Policy$/, ''), named.sort()]
        }),
    )
  const first = services('aws:kms/key:Key')
  expect(first).toEqual(services('aws:kms/keyPolicy:KeyPolicy'))
  expect(first.get('EdgeKey')).toEqual(['cloudwatch.amazonaws.com', 'logs.us-east-1.amazonaws.com'])
  expect(first.get('LogsKey')).toContain('logs.us-east-1.amazonaws.com')
  expect(first.get('AuditKey')).toEqual(['cloudtrail.amazonaws.com'])
  for (const { type, ignoreChanges, inputs } of resources)
    if (type === 'aws:kms/key:Key') {
      // Or each deploy would take the other policy back.
      expect(ignoreChanges).toContain('policy')
      expect(inputs.policy).not.toContain(':role/')
    }
})

test('under `sst dev` there is no edge, and nobody is watched or woken', () => {
  const types = new Set(graphOf('dev').resources.map(({ type }) => type))
  for (const type of [
    'aws:cloudfront/distribution:Distribution',
    'aws:wafv2/webAcl:WebAcl',
    'aws:cloudtrail/trail:Trail',
    'aws:backup/vault:Vault',
    'aws:budgets/budget:Budget',
    'aws:cloudwatch/metricAlarm:MetricAlarm',
  ])
    expect(types).not.toContain(type)
})
