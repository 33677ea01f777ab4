import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export const streamFailuresKept: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaDLQ; 45 CFR 164.528',
  says: 'where in the stream a record failed for good is in the queue of failures',
  of: [TYPE.eventSource],
  check: ({ inputs }, graph) =>
    unless(meant(graph, TYPE.queue, inputs.destinationConfig?.onFailure?.destinationArn) !== undefined, 'is nowhere'),
  broken: put('destinationConfig', undefined),
}
