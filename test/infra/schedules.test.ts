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
