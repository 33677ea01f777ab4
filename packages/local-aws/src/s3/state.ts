import type { Store } from '../store.ts'
import type { BlobReading, Blobs } from './blobs.ts'
import type { Buckets } from './buckets.ts'
import type { S3Request } from './request.ts'
import type { Uploads } from './uploads.ts'
import type { Versions } from './versions.ts'

/** What the operations work on; `now` is the clock of dates and of retention. */
export interface S3State {
  readonly store: Store
  readonly buckets: Buckets
  readonly blobs: Blobs
  readonly versions: Versions
  readonly uploads: Uploads
  readonly now: () => number
}

/** A good answer: an XML document, the bytes of an object, or nothing but headers. */
export interface S3Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | BlobReading
}

/** One operation of S3. Throws ServiceException. */
export type S3Operation = (state: S3State, request: S3Request) => S3Reply | Promise<S3Reply>
