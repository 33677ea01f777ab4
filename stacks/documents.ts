import { type Bucket, makeBucket } from './buckets.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/**
 * Where documents come in, which no function touches yet; and those that are in use, sealed: what is too large for rows
 * (packages/records/README.md).
 */
export interface Documents {
  readonly quarantine: Bucket
  readonly clean: Bucket
}

/** As far back as the keys table is recovered, with a day to do it: rows from then name what was removed since. */
const RECOVERED = 8

/** Makes both buckets. What stays in quarantine is gone after a week. */
export function makeDocuments(of: { readonly stage: Stage; readonly keys: Keys; readonly log: Bucket }): Documents {
  const { stage, keys, log } = of
  const bucket = { stage, key: keys.documents, log }
  return {
    quarantine: makeBucket('Quarantine', { ...bucket, lifecycle: [{ expiresIn: '6 days' }] }),
    // Of itself nothing expires there but what was removed.
    clean: makeBucket('Clean', { ...bucket, lifecycle: [{}], hidden: RECOVERED }),
  }
}
