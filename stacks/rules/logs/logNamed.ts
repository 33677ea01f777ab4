import { put } from '../breaks.ts'
import { prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A name with the stage in it: whoever looks for what happened finds it. */
export const logNamed: Rule = {
  source: 'ours: stacks/functions.ts',
  says: 'every log group has the name of its stage',
  of: [TYPE.logGroup],
  check: ({ inputs }, graph) => unless(`${inputs.name}`.includes(prefixOf(graph)), 'not named by its stage'),
  broken: put('name', '/aws/lambda/graphql'),
}
