import { without } from '../breaks.ts'
import { all, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const CALLS = ['StopLogging', 'DeleteTrail', 'UpdateTrail']

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html */
export const trailTouchedTold: Rule = {
  source: 'CIS AWS 4.5; 45 CFR 164.308(a)(6)(ii)',
  says: 'whoever stops or changes the trail is told of',
  of: [TYPE.trail],
  check({ inputs }, graph) {
    const group = `${inputs.cloudWatchLogsGroupArn}`.replace(/:\*$/, '')
    const counted = all(graph, TYPE.metricFilter)
      .filter((filter) => group.endsWith(`:${filter.inputs.logGroupName}`))
      .filter((filter) => CALLS.every((call) => `${filter.inputs.pattern}`.includes(call)))
      .map((filter) => filter.inputs.metricTransformation?.name)
    const heard = all(graph, TYPE.alarm).some((alarm) =>
      alarm.inputs.metricQueries?.some(({ metric }: Resource['inputs']) => counted.includes(metric?.metricName)),
    )
    return unless(heard, 'nobody is told')
  },
  broken: without(TYPE.metricFilter),
}
