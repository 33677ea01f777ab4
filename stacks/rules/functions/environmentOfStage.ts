import { put } from '../breaks.ts'
import { meant, prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A function that reads one stage's tables under another's keys would find nothing, or the wrong thing. */
export const environmentOfStage: Rule = {
  source: 'ours: stacks/entries.ts',
  says: 'what a function is told of its deployment is its own stage',
  of: [TYPE.function],
  check({ inputs }, graph) {
    const { WARDGRAPH_DEPLOYMENT, WARDGRAPH_TABLES, WARDGRAPH_ENVELOPE_KEY } = inputs.environment?.variables ?? {}
    return [
      ...unless(WARDGRAPH_DEPLOYMENT === prefixOf(graph) && WARDGRAPH_TABLES === prefixOf(graph), 'another stage'),
      ...unless(meant(graph, TYPE.key, WARDGRAPH_ENVELOPE_KEY)?.name === 'EnvelopeKey', 'another key'),
    ]
  },
  broken: put('environment.variables.WARDGRAPH_TABLES', 'wardgraph-other'),
}
