import type { Stage } from './stage.ts'

/** A metric of AWS's or of ours. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions?: Readonly<Record<string, $util.Input<string>>>
  /** `Sum`, `p99`, `PR(0:1000)`. */
  readonly stat: string
}

/** A metric by its letter, or several and what is reckoned of them. */
export interface Alarm {
  /** A logical name: `GraphqlErrors`. */
  readonly name: string
  /** What has happened and what to look at first, for whoever is woken. */
  readonly means: string
  readonly metrics: Readonly<Record<string, Metric>>
  /** Of several metrics, by their letters. */
  readonly expression?: string
  readonly when: 'over' | 'under'
  readonly threshold: number
  /** Seconds. */
  readonly period: number
  /** So many periods in a row. */
  readonly periods: number
  /** Whether silence is an alarm. */
  readonly silence: 'breaching' | 'notBreaching'
}

const COMPARISONS = { over: 'GreaterThanThreshold', under: 'LessThanThreshold' }

/** Makes an alarm; both when it comes and when it is over it is told to `topic`. One that is a part of another is told to nobody. */
export function makeAlarm(
  { prefix }: Stage,
  alarm: Alarm,
  { topic, region }: { readonly topic: aws.sns.Topic | null; readonly region?: string },
): aws.cloudwatch.MetricAlarm {
  const { name, means, metrics, expression, when, threshold, period, periods, silence } = alarm
  const told = topic === null ? [] : [topic.arn]
  return new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: `${prefix}-${name}`,
    alarmDescription: means,
    comparisonOperator: COMPARISONS[when],
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: silence,
    alarmActions: told,
    okActions: told,
    region,
    metricQueries: [
      ...Object.entries(metrics).map(([id, { namespace, name: metricName, dimensions = {}, stat }]) => ({
        id,
        metric: { namespace, metricName, dimensions, stat, period },
        returnData: expression === undefined,
      })),
      ...(expression === undefined ? [] : [{ id: 'result', expression, label: name, returnData: true }]),
    ],
  })
}
