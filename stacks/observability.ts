import { makeAlarm } from './alarms.ts'
import { alarmTable, type Watched } from './alarmTable.ts'
import { makeDashboard } from './dashboard.ts'
import { EDGE_REGION } from './edgeRegion.ts'
import { tellEvents } from './events.ts'
import type { Keys } from './keys.ts'
import { countCodes } from './logCodes.ts'
import { makeObjectives } from './objectives.ts'
import { makeTopic } from './topic.ts'
import { blockedRequests } from './waf.ts'

/** Requests that the firewall blocks in five minutes before somebody is told: a scanner alone is no news. */
const BLOCKED = 500

/** Alarms that end a release: each is of what requests meet. */
const ENDING = ['GraphqlErrors', 'ApiFailures', 'ApiSlow']

/** Makes all that is looked at and told. Returns the topic by which it is told, and the alarms that end a release. */
export function makeObservability({ keys, ...watched }: Watched & { readonly keys: Keys }): {
  readonly topic: aws.sns.Topic
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[]
} {
  const { stage, functions, api } = watched
  const topic = makeTopic({ stage, key: keys.logs, name: 'Alarms' })
  countCodes({ stage, functions })
  const alarms = alarmTable(watched).map((alarm) => ({ name: alarm.name, made: makeAlarm(stage, alarm, { topic }) }))
  makeObjectives({ stage, api, topic })
  tellEvents({ stage, keys, topic })
  makeAlarm(
    stage,
    {
      name: 'Blocked',
      means: 'The firewall blocks far more than usual: an attack, or a rule that blocks what it should not.',
      metrics: { blocked: blockedRequests(stage) },
      when: 'over',
      threshold: BLOCKED,
      period: 300,
      periods: 1,
      silence: 'notBreaching',
    },
    { topic: makeTopic({ stage, key: keys.edge, name: 'EdgeAlarms', region: EDGE_REGION }), region: EDGE_REGION },
  )
  makeDashboard(watched)
  return { topic, alarms: alarms.filter(({ name }) => ENDING.includes(name)).map(({ made }) => made) }
}
