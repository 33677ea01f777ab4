import { expect, test } from 'vitest'
import { DEPLOYED, graphOf } from './stages.ts'

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
  expect(resources.filter(({ type }) => type === 'aws:kms/key:Key')).toHaveLength(6)
})
