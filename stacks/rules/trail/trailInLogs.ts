import { put } from '../breaks.ts'
import { all, means, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloud-trail-cloud-watch-logs-enabled.html */
export const trailInLogs: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudTrailCloudWatchLogsEnabled; 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'alarms read the trail',
  of: [TYPE.trail],
  check: ({ inputs }, graph) => [
    ...unless(
      all(graph, TYPE.logGroup).some((one) => means(`${inputs.cloudWatchLogsGroupArn}`.replace(/:\*$/, ''), one)),
      'no log',
    ),
    ...unless(meant(graph, TYPE.role, inputs.cloudWatchLogsRoleArn) !== undefined, 'nobody writes it'),
  ],
  broken: put('cloudWatchLogsGroupArn', undefined),
}
