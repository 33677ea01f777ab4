import { added } from '../breaks.ts'
import { called, companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export const functionNoUrl: Rule = {
  source: 'ours: the gateway is the way in; 45 CFR 164.312(a)(1)',
  says: 'no function has an address of its own',
  of: [TYPE.function],
  check: (fn, graph) => unless(companions(graph, TYPE.functionUrl, 'functionName', fn).length === 0, 'has an address'),
  broken: (fn, graph) => added(TYPE.functionUrl, { functionName: called(fn), authorizationType: 'NONE' })(fn, graph),
}
