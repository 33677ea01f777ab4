import { openStore } from '../store.ts'
import { Blobs, blobsSchema } from './blobs.ts'
import { Buckets, bucketsSchema } from './buckets.ts'
import type { S3State } from './state.ts'
import { Uploads, uploadsSchema } from './uploads.ts'
import { Versions, versionsSchema } from './versions.ts'

/** The S3 of a folder. */
export interface S3 {
  readonly state: S3State
  close(): void
}

/** Opens the local S3 of a folder. @throws LocalAwsError FOLDER_UNUSABLE */
export function createS3({ folder, now }: { folder: string | undefined; now: () => number }): S3 {
  const schema = bucketsSchema + versionsSchema + uploadsSchema + blobsSchema
  const store = openStore({ folder, file: 's3.sqlite', schema })
  const blobs = new Blobs(store)
  return {
    state: {
      store,
      blobs,
      now,
      buckets: new Buckets(store),
      versions: new Versions(store, blobs),
      uploads: new Uploads(store, blobs),
    },
    close: () => store.close(),
  }
}
