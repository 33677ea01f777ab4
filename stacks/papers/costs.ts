import type { Graph } from '../rules/graph.ts'
import { PRICES } from './prices.ts'

/** A line of a bill: what, how many, and dollars. */
export interface Line {
  readonly what: string
  readonly formula: string
  readonly dollars: number
}

const MINUTES = 43_800 // of a month of 730 hours
const SECOND = 1

/**
 * What a chart costs (a patient and 20 observations, packages/records/README.md, "Requests"), warm: one BatchGetItem of five
 * rows and one Query of 16 KB; the audit record, of 1 KB, in a transaction; its row among the disclosures; 8 KB of reply.
 */
const CHART = {
  reads: 5 + 4,
  /** A row of 1 KB in a transaction is two units, and the stream's reader writes another. */
  writes: 2 + 2,
  /** Calls of DynamoDB, and invocations: the API's, and those of the two readers of the stream, of ten records each. */
  dataEvents: 3 + 1 + 1 + 2 / 10,
  seconds: 0.06 * SECOND,
  replyGB: 8 / 1024 ** 2,
  logGB: 1.5 / 1024 ** 2, // a line of the gateway, one of WAF, three of Lambda
}

/** A million charts. `watched`: whether CloudTrail takes data events. */
export function perMillion({ watched }: { readonly watched: boolean }): readonly Line[] {
  const million = (what: string, formula: string, dollars: number): Line => ({ what, formula, dollars: dollars * 1e6 })
  const { reads, writes, dataEvents, seconds, replyGB, logGB } = CHART
  const p = PRICES
  return [
    million(
      'CloudFront and its function',
      `1 request, 1 run, ${(replyGB * 1024 ** 2).toFixed(0)} KB`,
      p.cloudfrontRequest + p.cloudfrontFunction + replyGB * p.cloudfrontGB,
    ),
    million('WAF', '1 request', p.wafRequest),
    million('API Gateway', '1 request', p.gatewayRequest),
    million(
      'Lambda',
      `1 invocation and ${seconds} s of 1 GB; 0.2 invocations and 0.02 s of 0.5 GB for the stream`,
      1.2 * p.invocation + (seconds + 0.01) * p.gigabyteSecond,
    ),
    million('DynamoDB', `${reads} read units, ${writes} write units`, reads * p.readUnit + writes * p.writeUnit),
    million('KMS', 'tables and roots are opened once in five minutes: 0.001 calls', 0.001 * p.keyCall),
    million(
      'CloudTrail data events',
      watched ? `${dataEvents}` : 'none in this stage',
      watched ? dataEvents * p.dataEvent : 0,
    ),
    million('CloudWatch Logs', `${(logGB * 1024 ** 2).toFixed(1)} KB`, logGB * p.logGB),
    million('X-Ray', '5 % are traced', 0.05 * p.trace),
  ]
}

/** What a stage costs a month without a request, from what it consists of. */
export function perMonth({ resources }: Graph): readonly Line[] {
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs)
  const line = (what: string, many: number, price: number): Line[] =>
    many === 0 ? [] : [{ what, formula: `${many} of $${price}`, dollars: many * price }]
  const lines = (what: string, type: string, price: number) => line(what, of(type).length, price)
  const rules = of('aws:wafv2/webAcl:WebAcl').flatMap((inputs) => inputs.rules ?? [])
  // An alarm costs by each metric that it looks at, and several filters count into one metric.
  const looked = of('aws:cloudwatch/metricAlarm:MetricAlarm').flatMap(({ metricQueries }) =>
    metricQueries.filter(({ metric }: { metric?: object }) => metric !== undefined),
  )
  const metrics = new Set(
    of('aws:cloudwatch/logMetricFilter:LogMetricFilter').map(
      ({ metricTransformation: { namespace, name } }) => `${namespace} ${name}`,
    ),
  )
  const perMinute = PRICES.signature + 2 * PRICES.put + PRICES.invocation + 0.5 * PRICES.gigabyteSecond
  const units = 40 * PRICES.readUnit + 8 * PRICES.writeUnit
  return [
    ...lines('KMS keys', 'aws:kms/key:Key', PRICES.key),
    ...line('Metrics that alarms look at', looked.length, PRICES.alarm),
    ...lines('Composite alarms', 'aws:cloudwatch/compositeAlarm:CompositeAlarm', PRICES.compositeAlarm),
    ...line('Metrics of our own', metrics.size, PRICES.metric),
    ...lines('Dashboards', 'aws:cloudwatch/dashboard:Dashboard', PRICES.dashboard),
    ...lines('Web ACLs', 'aws:wafv2/webAcl:WebAcl', PRICES.wafAcl),
    ...line('WAF rules', rules.length, PRICES.wafRule),
    {
      what: 'Signer',
      formula: `${MINUTES} runs: 1 signature, 2 files, 0.5 s of 1 GB, 40 read units, 8 write units`,
      dollars: MINUTES * (perMinute + units),
    },
  ]
}

/** The cost table as Markdown. */
export function costPaper(graphs: Readonly<Record<string, Graph>>): string {
  const deployed = Object.entries(graphs)
  const watched = (graph: Graph) => graph.resources.some(({ type }) => type === 'aws:cloudtrail/trail:Trail')
  const sum = (lines: readonly Line[]) => lines.reduce((all, { dollars }) => all + dollars, 0)
  const table = (lines: readonly Line[]) => [
    '| what | how it is counted | US dollars |',
    '|---|---|---|',
    ...lines.map(({ what, formula, dollars }) => `| ${what} | ${formula} | ${dollars.toFixed(2)} |`),
    `| **sum** | | **${sum(lines).toFixed(2)}** |`,
  ]
  const p = PRICES
  return [
    ...deployed.flatMap(([name, graph]) => [
      `### ${name}: a month without a request`,
      '',
      ...table(perMonth(graph)),
      '',
      `A million charts beside: $${sum(perMillion({ watched: watched(graph) })).toFixed(2)}.`,
      '',
    ]),
    '### A million charts, where data events are on record',
    '',
    'A chart is a patient and 20 observations for somebody whose keys are open already.',
    '',
    ...table(perMillion({ watched: true })),
    '',
    '### What grows with data and people',
    '',
    '| what | US dollars a month |',
    '|---|---|',
    `| a gigabyte in a table with point-in-time recovery | ${(p.tableGB + p.recoveryGB).toFixed(2)} |`,
    `| the same of records or directory, in AWS Backup (a day's copy, warm) | ${p.backupGB.toFixed(2)} |`,
    `| a gigabyte of audit files or documents | ${p.bucketGB.toFixed(3)} |`,
    `| a person who signs in | ${p.person.toFixed(2)} |`,
    '',
  ].join('\n')
}
