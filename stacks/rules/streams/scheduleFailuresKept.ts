import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
export const scheduleFailuresKept: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaDLQ',
  says: 'a call by the clock that fails is tried again, and is then in the queue of failures',
  of: [TYPE.schedule],
  check: ({ inputs: { target = {}, state } }, graph) => [
    ...unless(meant(graph, TYPE.queue, target.deadLetterConfig?.arn) !== undefined, 'is nowhere'),
    ...unless(
      target.retryPolicy?.maximumRetryAttempts >= 1 && target.retryPolicy.maximumRetryAttempts <= 10,
      'is tried for a day',
    ),
    ...unless(state !== 'DISABLED', 'off'),
  ],
  broken: put('target.deadLetterConfig', undefined),
}
