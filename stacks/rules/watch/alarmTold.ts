import { put } from '../breaks.ts'
import { all, called, meant } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloudwatch-alarm-action-check.html */
export const alarmTold: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudWatchAlarmAction; 45 CFR 164.308(a)(6)(ii)',
  says: 'every alarm is told, when it comes and when it is over, unless it is a part of another',
  of: [TYPE.alarm, TYPE.compositeAlarm],
  where: (alarm, graph) =>
    !all(graph, TYPE.compositeAlarm).some(({ inputs }) =>
      `${inputs.alarmRule}`.includes(JSON.stringify(called(alarm))),
    ),
  check: ({ inputs }, graph) =>
    ['alarmActions', 'okActions']
      .filter(
        (one) =>
          inputs.actionsEnabled === false || !(inputs[one] ?? []).some((arn: string) => meant(graph, TYPE.topic, arn)),
      )
      .map((one) => `${one}: nobody is told`),
  broken: put('alarmActions', []),
}
