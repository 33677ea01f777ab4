import { without } from '../breaks.ts'
import { all, called, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const functionWatched: Rule = {
  source: 'ours: 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'errors of every function are told',
  of: [TYPE.function],
  check: (fn, graph) =>
    unless(
      all(graph, TYPE.alarm).some(({ inputs }) =>
        inputs.metricQueries?.some(
          ({ metric }: Resource['inputs']) =>
            metric?.metricName === 'Errors' && metric.dimensions?.FunctionName === called(fn),
        ),
      ),
      'nobody is told',
    ),
  broken: without(TYPE.alarm),
}
