import { without } from '../breaks.ts'
import { all, called, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export const failuresWatched: Rule = {
  source: 'ours: 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'whatever is in the queue of failures is told',
  of: [TYPE.queue],
  check: (queue, graph) =>
    unless(
      all(graph, TYPE.alarm).some(({ inputs }) =>
        inputs.metricQueries?.some(({ metric }: Resource['inputs']) => metric?.dimensions?.QueueName === called(queue)),
      ),
      'nobody is told',
    ),
  broken: without(TYPE.alarm),
}
