import { type Bucket, makeBucket } from './buckets.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** Where documents come in, and where they are once they were looked at. No function touches either yet. */
export interface Documents {
  readonly quarantine: Bucket
  readonly clean: Bucket
}

/** Makes both buckets. What stays in quarantine is gone after a week. */
export function makeDocuments(of: { readonly stage: Stage; readonly keys: Keys; readonly log: Bucket }): Documents {
  const { stage, keys, log } = of
  const bucket = { stage, key: keys.documents, log }
  return {
    quarantine: makeBucket('Quarantine', { ...bucket, lifecycle: [{ expiresIn: '6 days' }] }),
    clean: makeBucket('Clean', bucket),
  }
}
