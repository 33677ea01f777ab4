import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html */
export const functionEnvironmentKey: Rule = {
  source: '45 CFR 164.312(a)(2)(iv)',
  says: 'the environment of every function is under the logs key',
  of: [TYPE.function],
  check: ({ inputs }, graph) =>
    unless(meant(graph, TYPE.key, inputs.kmsKeyArn)?.name === 'LogsKey', 'under no key of ours'),
  broken: put('kmsKeyArn', undefined),
}
