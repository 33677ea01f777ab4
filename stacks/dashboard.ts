import type { Metric } from './alarms.ts'
import type { Watched } from './alarmTable.ts'
import { EDGE_REGION } from './edgeRegion.ts'
import { CODES, codeMetric } from './logCodes.ts'
import { blockedRequests } from './waf.ts'

interface Widget {
  readonly title: string
  readonly metrics: readonly Metric[]
  readonly region?: string
}

/** Makes the one page that is looked at when an alarm comes: from the edge inwards. */
export function makeDashboard(watched: Watched): void {
  const { stage } = watched
  new aws.cloudwatch.Dashboard('Dashboard', {
    dashboardName: stage.prefix,
    dashboardBody: $jsonStringify({
      widgets: widgetsOf(watched).map((widget, i) => ({
        type: 'metric',
        x: (i % 2) * 12,
        y: Math.floor(i / 2) * 6,
        width: 12,
        height: 6,
        properties: {
          title: widget.title,
          view: 'timeSeries',
          region: widget.region ?? stage.region,
          period: 60,
          metrics: widget.metrics.map(row),
        },
      })),
    }),
  })
}

function widgetsOf({ stage, functions, tables, api, failures }: Watched): readonly Widget[] {
  const gateway = (name: string, stat: string): Metric => ({
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiId: api.gateway.nodes.api.id },
    stat,
  })
  const each = (name: string, stat: string) =>
    Object.values(functions).map(
      (fn): Metric => ({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: fn.name }, stat }),
    )
  return [
    { title: 'Blocked at the edge', metrics: [blockedRequests(stage)], region: EDGE_REGION },
    {
      title: 'Requests',
      metrics: [gateway('Count', 'Sum'), gateway('4xx', 'Sum'), gateway('5xx', 'Sum')],
    },
    { title: 'Latency', metrics: [gateway('Latency', 'p50'), gateway('Latency', 'p99')] },
    { title: 'Errors', metrics: each('Errors', 'Sum') },
    { title: 'Durations', metrics: each('Duration', 'p99') },
    { title: 'At once', metrics: each('ConcurrentExecutions', 'Maximum') },
    { title: 'Behind the audit table', metrics: each('IteratorAge', 'Maximum') },
    {
      title: 'Queue of failures',
      metrics: [
        {
          namespace: 'AWS/SQS',
          name: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: failures.name },
          stat: 'Maximum',
        },
      ],
    },
    {
      title: 'Throttled by tables',
      metrics: Object.values(tables).flatMap((table) =>
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => ({
          namespace: 'AWS/DynamoDB',
          name,
          dimensions: { TableName: table.name },
          stat: 'Sum',
        })),
      ),
    },
    { title: 'Words in the logs', metrics: Object.keys(CODES).map((code) => codeMetric(stage, code)) },
  ]
}

/** As a dashboard's body has it: namespace, name, each dimension and its value, and the rest. */
function row({ namespace, name, dimensions = {}, stat }: Metric) {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat }]
}
