import { put } from '../breaks.ts'
import { all } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export const functionLogs: Rule = {
  source: '45 CFR 164.312(b)',
  says: 'every function writes to a log group of its own that is made here',
  of: [TYPE.function],
  check({ inputs }, graph) {
    const name = `/aws/lambda/${inputs.name}`
    const made = all(graph, TYPE.logGroup).some((group) => group.inputs.name === name)
    return unless(inputs.loggingConfig?.logGroup === name && made, 'writes elsewhere')
  },
  broken: put('loggingConfig.logGroup', '/aws/lambda/shared'),
}
