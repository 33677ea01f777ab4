import type { Store } from '../store.ts'

/** The SQL of this store part: the bytes of objects and parts in chunks of 1 MiB, the last one shorter. */
export const blobsSchema = `
CREATE TABLE IF NOT EXISTS chunks (blob INTEGER NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE (blob, n)) STRICT;
CREATE TABLE IF NOT EXISTS pieces (
  version INTEGER NOT NULL, n INTEGER NOT NULL, blob INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS piece_blobs ON pieces (blob);
CREATE TABLE IF NOT EXISTS parts (
  upload TEXT NOT NULL, number INTEGER NOT NULL, blob INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  checksum TEXT NOT NULL, PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS part_blobs ON parts (blob);`

/** Some bytes of a store: the whole content of an object, or one of the parts it was made of. */
export interface Piece {
  readonly blob: number
  readonly size: number
}

const chunkBytes = 1024 * 1024
const unnamed = `NOT EXISTS (SELECT 1 FROM pieces WHERE pieces.blob = chunks.blob)
  AND NOT EXISTS (SELECT 1 FROM parts WHERE parts.blob = chunks.blob)`
const last = `SELECT coalesce(max(blob), 0) AS last FROM
  (SELECT blob FROM chunks UNION ALL SELECT blob FROM pieces UNION ALL SELECT blob FROM parts)`

/** The bytes of a store; a blob is an object's only once a row of `pieces` or `parts` names it. */
export class Blobs {
  readonly #store: Store
  readonly #readers = new Map<number, number>()
  readonly #left = new Set<number>()
  #next: number

  /** Also deletes what nothing names: uploads that the end of an earlier process cut off. */
  constructor(store: Store) {
    this.#store = store
    store.transaction(() => store.prepare(`DELETE FROM chunks WHERE ${unnamed}`).run())
    this.#next = Number(store.prepare(last).get()?.last) + 1
  }

  /** A new blob to write. */
  writer(): BlobWriter {
    const blob = this.#next
    this.#next += 1
    return new BlobWriter(this.#store, blob)
  }

  /** Deletes the bytes inside a transaction that no longer names them, or later when the last reader is done. */
  remove({ blob }: Piece): void {
    if (this.#readers.has(blob)) this.#left.add(blob)
    else this.#store.prepare(`DELETE FROM chunks WHERE blob = ? AND ${unnamed}`).run(blob)
  }

  /** The bytes from `start` to `end` (exclusive) of the pieces taken together, kept until closed. */
  read(pieces: readonly Piece[], { start, end }: { readonly start: number; readonly end: number }): BlobReading {
    for (const { blob } of pieces) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1)
    return {
      chunks: () => this.#chunks(pieces, start, end),
      close: () => {
        for (const piece of pieces) this.#release(piece)
      },
    }
  }

  #release(piece: Piece): void {
    const others = (this.#readers.get(piece.blob) ?? 1) - 1
    if (others > 0) return void this.#readers.set(piece.blob, others)
    this.#readers.delete(piece.blob)
    if (this.#left.delete(piece.blob)) this.#store.transaction(() => this.remove(piece))
  }

  *#chunks(pieces: readonly Piece[], start: number, end: number): Generator<Buffer> {
    let offset = 0
    for (const { blob, size } of pieces) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, size)
      for (let n = Math.floor(from / chunkBytes); n * chunkBytes < to; n += 1) {
        const data = this.#store.prepare('SELECT data FROM chunks WHERE blob = ? AND n = ?').get(blob, n)?.data
        if (!(data instanceof Uint8Array)) throw new Error('a chunk is missing')
        yield Buffer.from(data.buffer, data.byteOffset, data.byteLength).subarray(
          Math.max(from - n * chunkBytes, 0),
          to - n * chunkBytes,
        )
      }
      offset += size
    }
  }
}

/** Bytes to send, which stay readable until `close`. */
export interface BlobReading {
  chunks(): Iterable<Buffer>
  close(): void
}

/** Takes the bytes of one blob; what exceeds a chunk goes to disk at once, the last chunk with the commit. */
export class BlobWriter {
  readonly #store: Store
  readonly #blob: number
  #pending: Buffer[] = []
  #pendingBytes = 0
  #chunks = 0
  #size = 0

  constructor(store: Store, blob: number) {
    this.#store = store
    this.#blob = blob
  }

  write(bytes: Buffer): void {
    let rest = bytes
    while (this.#pendingBytes + rest.length > chunkBytes) {
      const fitting = rest.subarray(0, chunkBytes - this.#pendingBytes)
      rest = rest.subarray(fitting.length)
      this.#pending.push(fitting)
      this.#store.transaction(() => this.#spill())
    }
    this.#pending.push(rest)
    this.#pendingBytes += rest.length
    this.#size += bytes.length
  }

  /** Writes the last chunk inside the transaction that makes the blob an object's. */
  finish(): Piece {
    if (this.#pendingBytes > 0) this.#spill()
    return { blob: this.#blob, size: this.#size }
  }

  /** Deletes what is on disk already of a blob that becomes nobody's. */
  discard(): void {
    this.#pending = []
    if (this.#chunks === 0) return
    this.#store.transaction(() => this.#store.prepare('DELETE FROM chunks WHERE blob = ?').run(this.#blob))
  }

  #spill(): void {
    const data = Buffer.concat(this.#pending)
    this.#store.prepare('INSERT INTO chunks (blob, n, data) VALUES (?, ?, ?)').run(this.#blob, this.#chunks, data)
    this.#chunks += 1
    this.#pending = []
    this.#pendingBytes = 0
  }
}
