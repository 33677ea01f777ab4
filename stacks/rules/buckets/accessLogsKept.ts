import { each, put } from '../breaks.ts'
import { companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A year, as the log groups. */
export const accessLogsKept: Rule = {
  source: 'ours: 45 CFR 164.312(b)',
  says: 'who asked a bucket for what is kept for a year at least',
  of: [TYPE.bucket],
  where: ({ name }) => name === 'AccessLogsBucket',
  check(bucket, graph) {
    const rules = companions(graph, TYPE.bucketLifecycle, 'bucket', bucket).flatMap(({ inputs }) => inputs.rules)
    return unless(
      rules.every(({ expiration }) => expiration === undefined || expiration.days >= 365),
      'kept for less',
    )
  },
  broken: each(TYPE.bucketLifecycle, put('rules.0.expiration.days', 30)),
}
