import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Of 256 random bits a hash tells nothing; it is two hashes, so that a secret can be changed without a pause. */
export const originIsAsked: Rule = {
  source: 'ours: stacks/originSecret.ts; 45 CFR 164.312(e)(1)',
  says: 'the function that answers requests knows the edge by a secret of which it has only hashes',
  of: [TYPE.function],
  where: (fn, graph) => shortName(fn, graph) === 'graphql',
  check: ({ inputs }) =>
    unless(
      /^[0-9a-f]{64},[0-9a-f]{64}$/.test(inputs.environment?.variables.WARDGRAPH_ORIGIN_SHA256),
      'does not know the edge',
    ),
  broken: put('environment.variables.WARDGRAPH_ORIGIN_SHA256', 'none'),
}
