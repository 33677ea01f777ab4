import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-configure-advanced-options.html */
export const releaseWatched: Rule = {
  source: 'ours: 45 CFR 164.308(a)(7)',
  says: 'a release ends when an alarm goes off',
  of: [TYPE.deploymentGroup],
  check({ inputs: { alarmConfiguration = {} } }, graph) {
    const alarms: readonly string[] = alarmConfiguration.alarms ?? []
    return [
      ...unless(alarmConfiguration.enabled === true && alarms.length > 0, 'whatever happens'),
      ...alarms.filter((one) => meant(graph, TYPE.alarm, one) === undefined).map((one) => `there is no ${one}`),
    ]
  },
  broken: put('alarmConfiguration.alarms', []),
}
