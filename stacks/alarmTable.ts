import type { Alarm } from './alarms.ts'
import type { Api } from './api.ts'
import type { Tables } from './data.ts'
import { CODES, codeMetric } from './logCodes.ts'
import type { Stage } from './stage.ts'

/** What alarms are about. */
export interface Watched {
  readonly stage: Stage
  /** Every function, by its entry; these there must be. */
  readonly functions: Readonly<Record<string, sst.aws.Function> & Record<Reader | 'signer', sst.aws.Function>>
  readonly tables: Tables
  readonly api: Api
  readonly failures: aws.sqs.Queue
}

/** Those that read a stream. */
const READERS = ['disclosures', 'overwrites'] as const
type Reader = (typeof READERS)[number]

/** The requests that functions make of tables. */
const OPERATIONS = ['BatchGetItem', 'Query', 'TransactWriteItems', 'Scan']

const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
/** One thing, once, within five minutes. */
const once = { when: 'over', threshold: 0, period: 300, periods: 1, silence: 'notBreaching' } as const

/** All alarms of the stage's own region but those of its objectives. */
export function alarmTable(watched: Watched): readonly Alarm[] {
  return [...ofFunctions(watched), ...ofApi(watched), ...ofTables(watched), ...ofQueue(watched), ...ofCodes(watched)]
}

function ofFunctions({ functions }: Watched): Alarm[] {
  const metric = (fn: sst.aws.Function, name: string, stat = 'Sum') => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: fn.name },
    stat,
  })
  const each = Object.entries(functions).flatMap(([entry, fn]): Alarm[] => [
    {
      ...once,
      name: `${title(entry)}Errors`,
      means: `${entry} ended in an error: read its log.`,
      metrics: { errors: metric(fn, 'Errors') },
    },
    {
      ...once,
      name: `${title(entry)}Throttles`,
      means: `${entry} was refused a place to run: its reserved concurrency or that of the account is used up.`,
      metrics: { throttles: metric(fn, 'Throttles') },
    },
  ])
  const readers = READERS.map(
    (entry): Alarm => ({
      ...once,
      name: `${title(entry)}Late`,
      means: `${entry} is over ten minutes behind the audit table; after a day the stream forgets.`,
      metrics: { age: metric(functions[entry], 'IteratorAge', 'Maximum') },
      threshold: 600_000,
    }),
  )
  const { signer } = functions
  const digest: Alarm = {
    name: 'DigestLate',
    means: 'Audit chains have not been signed for three minutes: what is written now is not yet vouched for.',
    metrics: { invocations: metric(signer, 'Invocations'), errors: metric(signer, 'Errors') },
    expression: 'FILL(invocations, 0) - FILL(errors, 0)',
    when: 'under',
    threshold: 1,
    period: 60,
    periods: 3,
    silence: 'breaching',
  }
  return [...each, ...readers, digest]
}

function ofApi({ api }: Watched): Alarm[] {
  const metric = (name: string, stat: string) => ({
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiId: api.gateway.nodes.api.id },
    stat,
  })
  const lasting = { when: 'over', period: 300, periods: 3, silence: 'notBreaching' } as const
  return [
    {
      ...lasting,
      name: 'ApiFailures',
      means: 'Over one request in a hundred ends in a fault of ours (5xx).',
      metrics: { failed: metric('5xx', 'Sum'), all: metric('Count', 'Sum') },
      expression: '100 * FILL(failed, 0) / all',
      threshold: 1,
    },
    {
      ...lasting,
      name: 'ApiSlow',
      means: 'One request in a hundred takes over a second.',
      metrics: { latency: metric('Latency', 'p99') },
      threshold: 1_000,
    },
  ]
}

function ofTables({ tables }: Watched): Alarm[] {
  return Object.entries(tables).flatMap(([name, table]): Alarm[] => {
    const metric = (metricName: string, dimensions = {}) => ({
      namespace: 'AWS/DynamoDB',
      name: metricName,
      dimensions: { TableName: table.name, ...dimensions },
      stat: 'Sum',
    })
    return [
      {
        ...once,
        name: `${title(name)}TableThrottles`,
        means: `The table ${name} refuses requests: a partition is too hot, or the account's limit is reached.`,
        metrics: { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') },
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
      },
      {
        ...once,
        name: `${title(name)}TableFaults`,
        means: `DynamoDB failed on the table ${name} (HTTP 500): see the AWS Health Dashboard.`,
        metrics: Object.fromEntries(
          OPERATIONS.map((Operation, i) => [`m${i}`, metric('SystemErrors', { Operation })] as const),
        ),
        expression: OPERATIONS.map((_, i) => `FILL(m${i}, 0)`).join(' + '),
      },
    ]
  })
}

function ofQueue({ failures }: Watched): Alarm[] {
  const metric = (name: string) => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName: failures.name },
    stat: 'Maximum',
  })
  return [
    {
      ...once,
      name: 'Failures',
      means: 'Something failed for good: its place or event is in the queue of failures.',
      metrics: { letters: metric('ApproximateNumberOfMessagesVisible') },
      threshold: 0,
    },
    {
      ...once,
      name: 'FailuresOld',
      means: 'A letter has been in the queue of failures for a day; after fourteen it is gone.',
      metrics: { age: metric('ApproximateAgeOfOldestMessage') },
      threshold: 24 * 3_600,
    },
  ]
}

function ofCodes({ stage }: Watched): Alarm[] {
  return Object.entries(CODES).map(([code, { name, means }]) => ({
    ...once,
    name,
    means,
    metrics: { lines: codeMetric(stage, code) },
    period: 60,
  }))
}
