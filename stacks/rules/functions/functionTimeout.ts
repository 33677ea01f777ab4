import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A request has 10 seconds, and the gateway waits for 29 (API Gateway quotas, "HTTP API"). */
export const functionTimeout: Rule = {
  source: 'ours: README.md',
  says: 'the function that answers requests outlives their deadline and not the patience of the gateway',
  of: [TYPE.function],
  where: (fn, graph) => shortName(fn, graph) === 'graphql',
  check: ({ inputs }) => unless(inputs.timeout > 10 && inputs.timeout < 29, 'not between 10 and 29 seconds'),
  broken: put('timeout', 30),
}
