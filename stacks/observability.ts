import { makeAlarm } from './alarms.ts'
import { alarmTable, type Watched } from './alarmTable.ts'
import { makeDashboard } from './dashboard.ts'
import { tellEvents } from './events.ts'
import { EDGE_REGION, type Keys } from './keys.ts'
import { countCodes } from './logCodes.ts'
import { makeObjectives } from './objectives.ts'
import { makeTopic } from './topic.ts'
import { blockedRequests } from './waf.ts'

/** Requests that the firewall blocks in five minutes before somebody is told: a scanner alone is no news. */
const BLOCKED = 500

/** Makes all that is looked at and told. Returns the topic by which it is told. */
export function makeObservability({ keys, ...watched }: Watched & { readonly keys: Keys }): aws.sns.Topic {
  const { stage, functions, api } = watched
  const topic = makeTopic({ stage, key: keys.logs, name: 'Alarms' })
  countCodes({ stage, functions })
  for (const alarm of alarmTable(watched)) makeAlarm(stage, alarm, { topic })
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
  return topic
}
