import { randomBytes } from 'node:crypto'
import type { Store } from '../store.ts'
import type { Blobs, Piece } from './blobs.ts'
import type { Bucket } from './buckets.ts'
import type { Checksum } from './checksum.ts'
import { modeOf, type Retention } from './retention.ts'

/** What the bytes of a version are, and the headers that come back with them. */
export interface Content {
  readonly size: number
  /** Without its quotes. */
  readonly etag: string
  readonly checksum: Checksum
  readonly headers: Readonly<Record<string, string>>
}

/** A version of a key: an object, or a delete marker where it has no content; `modified` in milliseconds. */
export interface Version {
  readonly seq: number
  readonly key: string
  readonly id: string
  readonly modified: number
  readonly newest: boolean
  readonly content: Content | undefined
  readonly retention: Retention | undefined
}

/** A version to add. */
export interface NewVersion {
  readonly bucket: Bucket
  readonly key: string
  readonly modified: number
  readonly content: Content | undefined
  readonly retention: Retention | undefined
  readonly pieces: readonly Piece[]
}

/** The SQL of this store part. */
export const versionsSchema = `
CREATE TABLE IF NOT EXISTS versions (
  seq INTEGER PRIMARY KEY, bucket TEXT NOT NULL REFERENCES buckets, key TEXT NOT NULL, id TEXT NOT NULL,
  modified INTEGER NOT NULL, content TEXT, mode TEXT, until INTEGER, UNIQUE (bucket, key, id)
) STRICT;
CREATE INDEX IF NOT EXISTS newest ON versions (bucket, key, seq);`

/** The id of what was put while its bucket had no versioning. */
const nullVersion = 'null'
const randomPart = 24

const select = `SELECT *, seq = (SELECT max(seq) FROM versions it WHERE it.bucket = v.bucket AND it.key = v.key) AS newest
  FROM versions v WHERE bucket = ?`

/** The versions of all buckets; writes belong inside a transaction of the store. */
export class Versions {
  readonly #store: Store
  readonly #blobs: Blobs
  #next: number

  constructor(store: Store, blobs: Blobs) {
    this.#store = store
    this.#blobs = blobs
    this.#next = Number(store.prepare('SELECT coalesce(max(seq), 0) AS last FROM versions').get()?.last) + 1
  }

  /** The version of an id or, without one, the newest, which may be a delete marker. */
  find({ name }: Bucket, key: string, id: string | undefined): Version | undefined {
    const row =
      id === undefined
        ? this.#store.prepare(`${select} AND key = ? ORDER BY seq DESC LIMIT 1`).get(name, key)
        : this.#store.prepare(`${select} AND key = ? AND id = ?`).get(name, key, id)
    return row === undefined ? undefined : versionOf(row)
  }

  /** Adds a version; without versioning it takes the place of the one before. */
  add({ bucket, key, modified, content, retention, pieces }: NewVersion): Version {
    const seq = this.#next
    this.#next += 1
    const id = bucket.versioned ? `${randomBytes(18).toString('base64url')}${base36(seq)}` : nullVersion
    const replaced = this.find(bucket, key, id)
    if (replaced !== undefined) this.remove(replaced)
    this.#store
      .prepare(
        'INSERT INTO versions (seq, bucket, key, id, modified, content, mode, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        ...[seq, bucket.name, key, id, modified],
        ...[content === undefined ? null : JSON.stringify(content), retention?.mode ?? null, retention?.until ?? null],
      )
    for (const [n, { blob, size }] of pieces.entries()) {
      this.#store.prepare('INSERT INTO pieces (version, n, blob, size) VALUES (?, ?, ?, ?)').run(seq, n, blob, size)
    }
    return { seq, key, id, modified, newest: true, content, retention }
  }

  remove(version: Version): void {
    const pieces = this.pieces(version)
    this.#store.prepare('DELETE FROM pieces WHERE version = ?').run(version.seq)
    this.#store.prepare('DELETE FROM versions WHERE seq = ?').run(version.seq)
    for (const piece of pieces) this.#blobs.remove(piece)
  }

  retain({ seq }: Version, { mode, until }: Retention): void {
    this.#store.prepare('UPDATE versions SET mode = ?, until = ? WHERE seq = ?').run(mode, until, seq)
  }

  /** Where the bytes of a version are, in order. */
  pieces({ seq }: Version): readonly Piece[] {
    const rows = this.#store.prepare('SELECT blob, size FROM pieces WHERE version = ? ORDER BY n').all(seq)
    return rows.map(({ blob, size }) => ({ blob: Number(blob), size: Number(size) }))
  }

  /**
   * The versions in the order of their keys' UTF-8, the newest first, lazily; after a key, or after one of its
   * versions, which may be gone by now.
   */
  *list({ name }: Bucket, { from, after }: { readonly from: string; readonly after: Position }): Generator<Version> {
    const where = '(key > ? OR (key = ? AND seq < ?)) AND key >= ? ORDER BY key, seq DESC'
    const { key, seq } = after
    for (const row of this.#store.prepare(`${select} AND ${where}`).iterate(name, key, key, seq, from)) {
      yield versionOf(row)
    }
  }
}

/** A place in the list of versions: below `seq` of the key, so that 0 is past all of them. */
export interface Position {
  readonly key: string
  readonly seq: number
}

/** The place after a version, read from its id, or undefined where it is none. */
export function positionOf(key: string, versionId: string): Position | undefined {
  if (versionId === nullVersion) return { key, seq: 0 }
  const seq = /^[\w-]{24}[0-9a-z]{8}$/.test(versionId) ? Number.parseInt(versionId.slice(randomPart), 36) : undefined
  return seq === undefined ? undefined : { key, seq }
}

function base36(seq: number): string {
  return seq.toString(36).padStart(8, '0')
}

function versionOf(row: Readonly<Record<string, unknown>>): Version {
  return {
    seq: Number(row.seq),
    key: String(row.key),
    id: String(row.id),
    modified: Number(row.modified),
    newest: row.newest === 1,
    content: row.content === null ? undefined : (JSON.parse(String(row.content)) as Content),
    retention: row.mode === null ? undefined : { mode: modeOf(String(row.mode)), until: Number(row.until) },
  }
}
