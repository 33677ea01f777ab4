import { randomBytes } from 'node:crypto'
import type { Store } from '../store.ts'
import type { Blobs, Piece } from './blobs.ts'
import type { Checksum, ChecksumAlgorithm } from './checksum.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import type { Retention } from './retention.ts'

/** What a multipart upload was begun with; without `algorithm` its parts may carry any checksum. */
export interface Upload {
  readonly headers: Readonly<Record<string, string>>
  readonly retention: Retention | undefined
  readonly algorithm: ChecksumAlgorithm | undefined
  readonly type: Checksum['type']
}

/** A part that was received; `checksum` is the one sent or CRC64NVME. */
export interface Part extends Piece {
  readonly number: number
  readonly etag: string
  readonly checksum: Checksum
}

/** The SQL of this store part, but for the parts, whose bytes are blobs. */
export const uploadsSchema = `
CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, begun TEXT NOT NULL)
STRICT, WITHOUT ROWID;`

/** The multipart uploads under way; writes belong inside a transaction of the store. */
export class Uploads {
  readonly #store: Store
  readonly #blobs: Blobs

  constructor(store: Store, blobs: Blobs) {
    this.#store = store
    this.#blobs = blobs
  }

  /** Remembers an upload and returns its id. */
  add({ bucket, key }: S3Request, upload: Upload): string {
    const id = randomBytes(48).toString('base64url')
    this.#store
      .prepare('INSERT INTO uploads (id, bucket, key, begun) VALUES (?, ?, ?, ?)')
      .run(id, bucket, key, JSON.stringify(upload))
    return id
  }

  /** The upload that a request names. @throws ServiceException NoSuchUpload */
  get({ bucket, key, query }: S3Request): Upload & { readonly id: string } {
    const id = query.get('uploadId') ?? ''
    const row = this.#store
      .prepare('SELECT begun FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
      .get(id, bucket, key)
    if (row === undefined) throw refusal('NoSuchUpload')
    return { id, ...(JSON.parse(String(row.begun)) as Upload) }
  }

  /** Adds a part, in the place of one that had its number. */
  put(id: string, { number, blob, size, etag, checksum }: Part): void {
    const replaced = this.parts(id).filter((part) => part.number === number)
    this.#store
      .prepare('INSERT OR REPLACE INTO parts (upload, number, blob, size, etag, checksum) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, number, blob, size, etag, JSON.stringify(checksum))
    for (const part of replaced) this.#blobs.remove(part)
  }

  /** The parts in the order of their numbers. */
  parts(id: string): readonly Part[] {
    const rows = this.#store.prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number').all(id)
    return rows.map(({ number, blob, size, etag, checksum }) => ({
      number: Number(number),
      blob: Number(blob),
      size: Number(size),
      etag: String(etag),
      checksum: JSON.parse(String(checksum)) as Checksum,
    }))
  }

  /** Ends an upload; bytes that have become an object's by then stay. */
  remove(id: string): void {
    const parts = this.parts(id)
    this.#store.prepare('DELETE FROM parts WHERE upload = ?').run(id)
    this.#store.prepare('DELETE FROM uploads WHERE id = ?').run(id)
    for (const part of parts) this.#blobs.remove(part)
  }
}
