import { each, put } from '../breaks.ts'
import { companions, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** What nobody has looked at is not kept: in a versioned bucket what expires is hidden first, and only then removed. */
export const quarantineExpires: Rule = {
  source: 'ours: 45 CFR 164.310(d)(2)(i)',
  says: 'what stays in quarantine is gone after a week',
  of: [TYPE.bucket],
  where: ({ name }) => name === 'QuarantineBucket',
  check(bucket, graph) {
    const [found] = companions(graph, TYPE.bucketLifecycle, 'bucket', bucket)
    const rules: readonly Resource['inputs'][] = found?.inputs.rules ?? []
    return unless(
      rules.some(
        ({ status, expiration, noncurrentVersionExpiration: hidden }) =>
          status === 'Enabled' && expiration?.days + hidden?.noncurrentDays <= 7,
      ),
      'is kept',
    )
  },
  broken: each(TYPE.bucketLifecycle, put('rules.0.noncurrentVersionExpiration', undefined)),
}
