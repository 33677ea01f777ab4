import { type Alarm, type Metric, makeAlarm } from './alarms.ts'
import type { Api } from './api.ts'
import type { Stage } from './stage.ts'

/**
 * What is promised over thirty days: 99.9 % of requests end without a fault of ours, and 99 % within a second. What may be
 * missed is a budget. At 14.4 times the rate at which it would last thirty days, a fiftieth of it is gone in an hour: that is
 * told, if it is so over the hour and in the last five minutes too, so that it is over as soon as it is (Google, The Site
 * Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
 */
const BURN = 14.4
const WINDOWS = { Hour: 3_600, Now: 300 }
const PROMISED = { answered: 99.9, quick: 99 }

/** Makes the alarms of both objectives, each of two silent ones. */
export function makeObjectives(of: { readonly stage: Stage; readonly api: Api; readonly topic: aws.sns.Topic }): void {
  const { stage, api, topic } = of
  const metric = (name: string, stat: string): Metric => ({
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiId: api.gateway.nodes.api.id },
    stat,
  })
  const missed = {
    AvailabilityBurn: {
      metrics: { failed: metric('5xx', 'Sum'), all: metric('Count', 'Sum') },
      expression: '100 * FILL(failed, 0) / all',
      threshold: BURN * (100 - PROMISED.answered),
      means: 'Requests fail so often that a fiftieth of what may fail in thirty days does in an hour.',
    },
    LatencyBurn: {
      metrics: { quick: metric('Latency', 'PR(0:1000)') },
      expression: '100 - quick',
      threshold: BURN * (100 - PROMISED.quick),
      means: 'Requests are slow so often that a fiftieth of what may be slow in thirty days is in an hour.',
    },
  }
  for (const [name, { means, ...part }] of Object.entries(missed)) {
    const parts = Object.entries(WINDOWS).map(([window, period]) => {
      const alarm: Alarm = {
        ...part,
        name: `${name}${window}`,
        means: `A part of ${name}, told to nobody by itself.`,
        when: 'over',
        period,
        periods: 1,
        silence: 'notBreaching',
      }
      return makeAlarm(stage, alarm, { topic: null })
    })
    new aws.cloudwatch.CompositeAlarm(`${name}Alarm`, {
      alarmName: `${stage.prefix}-${name}`,
      alarmDescription: means,
      alarmRule: $util
        .all(parts.map((one) => one.name))
        .apply((names) => names.map((one) => `ALARM("${one}")`).join(' AND ')),
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    })
  }
}
