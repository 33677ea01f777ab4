import type { Store } from '../store.ts'
import { refusal } from './refusal.ts'
import { type DefaultRetention, modeOf } from './retention.ts'

/** A bucket; once versioned it stays so, and with Object Lock it is versioned from the start. */
export interface Bucket {
  readonly name: string
  readonly region: string
  readonly versioned: boolean
  readonly locking: boolean
  readonly retention: DefaultRetention | undefined
}

/** The SQL of this store part. */
export const bucketsSchema = `
CREATE TABLE IF NOT EXISTS buckets (
  name TEXT PRIMARY KEY, region TEXT NOT NULL, created INTEGER NOT NULL, versioned INTEGER NOT NULL,
  locking INTEGER NOT NULL, mode TEXT, days INTEGER
) STRICT, WITHOUT ROWID;`

/** The buckets of a store; writes are transactions of their own. */
export class Buckets {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @throws ServiceException InvalidBucketName, BucketAlreadyOwnedByYou */
  create(name: string, { region, created, locking }: { region: string; created: number; locking: boolean }): void {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..')) throw refusal('InvalidBucketName')
    if (this.#store.prepare('SELECT 1 FROM buckets WHERE name = ?').get(name) !== undefined) {
      throw refusal('BucketAlreadyOwnedByYou')
    }
    const lock = Number(locking)
    this.#store.transaction(() =>
      this.#store
        .prepare('INSERT INTO buckets (name, region, created, versioned, locking) VALUES (?, ?, ?, ?, ?)')
        .run(name, region, created, lock, lock),
    )
  }

  /** @throws ServiceException NoSuchBucket */
  get(name: string): Bucket {
    const row = this.#store.prepare('SELECT * FROM buckets WHERE name = ?').get(name)
    if (row === undefined) throw refusal('NoSuchBucket')
    return {
      name,
      region: String(row.region),
      versioned: row.versioned === 1,
      locking: row.locking === 1,
      retention: row.mode === null ? undefined : { mode: modeOf(String(row.mode)), days: Number(row.days) },
    }
  }

  enableVersioning({ name }: Bucket): void {
    this.#store.transaction(() => this.#store.prepare('UPDATE buckets SET versioned = 1 WHERE name = ?').run(name))
  }

  /** Turns Object Lock on for good, with this default for what is put from now on. */
  lock({ name }: Bucket, retention: DefaultRetention | undefined): void {
    this.#store.transaction(() =>
      this.#store
        .prepare('UPDATE buckets SET locking = 1, mode = ?, days = ? WHERE name = ?')
        .run(retention?.mode ?? null, retention?.days ?? null, name),
    )
  }
}
