import { put } from '../breaks.ts'
import { called, prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Rights, log groups and alarms are by this name. */
export const functionNamed: Rule = {
  source: 'ours: stacks/functions.ts',
  says: 'every function and its role have the name of the stage and of their file',
  of: [TYPE.function],
  check(fn, graph) {
    const name = called(fn)
    return [
      ...unless(name.startsWith(`${prefixOf(graph)}-`), 'not named by its stage'),
      ...unless(`${fn.inputs.role}`.endsWith(`/${name}`), 'its role has another name'),
    ]
  },
  broken: put('name', 'graphql'),
}
