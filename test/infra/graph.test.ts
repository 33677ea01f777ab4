import { expect, test } from 'vitest'
import { TYPE } from '../../stacks/rules/types.ts'
import { DEPLOYED, graphOf, STAGES } from './stages.ts'
import { ACCOUNT } from './synth/mocks.ts'

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

/** Rules compare names: a role of another account that is called as ours is passes them. */
test.each(DEPLOYED)('%s opens nothing to another account', (stage) => {
  const policies: readonly string[] = [TYPE.keyPolicy, TYPE.bucketPolicy, TYPE.queuePolicy, TYPE.topicPolicy]
  const opened = graphOf(stage).resources.flatMap(({ type, inputs }) => {
    if (type === TYPE.role) return [inputs.assumeRolePolicy]
    if (type === TYPE.functionPermission) return [inputs.sourceArn, inputs.sourceAccount]
    return policies.includes(type) ? [inputs.policy] : []
  })
  const accounts = opened.flatMap((one) => JSON.stringify(one ?? '').match(/(?<!\d)\d{12}(?!\d)/g) ?? [])
  const noTenant = '000000000000'
  expect([...new Set(accounts)].filter((one) => one !== noTenant)).toEqual([ACCOUNT])
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
