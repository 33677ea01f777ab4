import { expect, test } from 'vitest'
import { graphOf, STAGES } from './stages.ts'

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
  const schedules = of('aws:scheduler/schedule:Schedule')
  for (const { state, target } of schedules)
    expect({ state, target }).toMatchObject({
      state: 'ENABLED',
      target: { retryPolicy: { maximumRetryAttempts: 2 }, deadLetterConfig: { arn: queue } },
    })
  const times = new Map(
    schedules.map(({ target, scheduleExpression }) => [target.arn.split('-').pop(), scheduleExpression]),
  )
  expect(Object.fromEntries(times)).toEqual({
    signer: 'rate(1 minute)',
    erasures: 'cron(0 2 * * ? *)',
    trailCheck: 'cron(0 4 * * ? *)',
  })
  const retries = of('aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig')
  expect(retries).toHaveLength(3)
  for (const retry of retries)
    expect(retry).toMatchObject({ maximumRetryAttempts: 2, destinationConfig: { onFailure: { destination: queue } } })
  // A letter into a queue under a key needs the key too (SQS Developer Guide, "Key management"), by role and by key.
  const callers = of('aws:iam/role:Role').filter(({ assumeRolePolicy }) =>
    /scheduler/.test(JSON.stringify(assumeRolePolicy)),
  )
  expect(callers).toHaveLength(3)
  const logsKey = of('aws:kms/keyPolicy:KeyPolicy').find(({ keyId }) => keyId === 'LogsKey')
  for (const { name, inlinePolicies } of callers) {
    expect(JSON.stringify(inlinePolicies)).toMatch(/kms:GenerateDataKey.*key\/LogsKey/)
    expect(logsKey?.policy).toContain(`:role/${name}`)
  }
})
