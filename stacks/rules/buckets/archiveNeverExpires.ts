import { added } from '../breaks.ts'
import { called, companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Whoever must keep them longer than the lock does decides so. */
export const archiveNeverExpires: Rule = {
  source: 'ours: 45 CFR 164.316(b)(2)(i)',
  says: 'no audit file expires by itself',
  of: [TYPE.bucket],
  where: ({ name }) => name === 'ArchiveBucket',
  check: (bucket, graph) =>
    unless(companions(graph, TYPE.bucketLifecycle, 'bucket', bucket).length === 0, 'audit files expire'),
  broken: (bucket, graph) =>
    added(TYPE.bucketLifecycle, { bucket: called(bucket), rules: [{ status: 'Enabled', expiration: { days: 1 } }] })(
      bucket,
      graph,
    ),
}
