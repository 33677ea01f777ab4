import { without } from '../breaks.ts'
import { companions, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/lambda-dlq-check.html */
export const functionFailuresKept: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaDLQ',
  says: 'what a function failed to do for good is in the queue of failures',
  of: [TYPE.function],
  check(fn, graph) {
    const places = [
      fn.inputs.deadLetterConfig?.targetArn,
      ...companions(graph, TYPE.invokeConfig, 'functionName', fn).map(
        ({ inputs }) => inputs.destinationConfig?.onFailure?.destination,
      ),
      ...companions(graph, TYPE.eventSource, 'functionName', fn).map(
        ({ inputs }) => inputs.destinationConfig?.onFailure?.destinationArn,
      ),
    ]
    return unless(
      places.some((one) => meant(graph, TYPE.queue, one) !== undefined),
      'is nowhere',
    )
  },
  broken: (fn, graph) => without(TYPE.invokeConfig)(fn, without(TYPE.eventSource)(fn, graph)),
}
