import { put } from '../breaks.ts'
import { all, meant, type Resource } from '../graph.ts'
import { covers, grantsOf, reaches } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
export const queueIsLast: Rule = {
  source: 'cdk-nag AwsSolutions-SQS3',
  says: 'every queue is where failures end, is kept for two weeks, and is written to by every function',
  of: [TYPE.queue],
  check(queue, graph) {
    const writes = (fn: Resource) => {
      const role = meant(graph, TYPE.role, fn.inputs.role)
      const grants = role === undefined ? [] : grantsOf(role, graph)
      return grants.some((one) => covers(one, 'sqs:SendMessage') && reaches(one, queue))
    }
    return [
      ...all(graph, TYPE.function)
        .filter((fn) => !writes(fn))
        .map((fn) => `${fn.name} does not write to it`),
      ...unless(queue.inputs.messageRetentionSeconds === 1_209_600, 'not kept for 14 days'),
    ]
  },
  broken: put('messageRetentionSeconds', 345_600),
}
