import type { Store } from '../store.ts'
import type { Table } from './tables.ts'
import { type Item, itemShape, sameItem } from './values.ts'

/** The SQL of this store part: one row per change, its number never given twice, and how far each source has read. */
export const changesSchema = `
CREATE TABLE IF NOT EXISTS changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tbl INTEGER NOT NULL, at INTEGER NOT NULL, expired INTEGER NOT NULL,
  before TEXT, after TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS changesOfTable ON changes (tbl, id);
CREATE INDEX IF NOT EXISTS changeAge ON changes (at);
CREATE TABLE IF NOT EXISTS positions (
  source TEXT NOT NULL, tbl INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (source, tbl)
) STRICT, WITHOUT ROWID;`

/** An item before and after a write; `expired` where its time to live deleted it. */
export interface Change {
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly expired?: boolean
}

/**
 * For how long a stream holds a record, in milliseconds.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html ("24 hour lifetime")
 */
export const streamRetentionMs = 24 * 60 * 60 * 1000

/** The changes of the tables that have a stream, and whom to tell of new ones. */
export class Changes {
  readonly #store: Store
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #prompted = false

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Notes a change inside the transaction that makes it. A write that changes nothing leaves no record, as on AWS. */
  record(table: Table, { before, after, expired = false }: Change): void {
    if (!table.stream || sameItem(before, after)) return
    this.#store
      .prepare('INSERT INTO changes (tbl, at, expired, before, after) VALUES (?, ?, ?, ?, ?)')
      .run(table.id, this.#now(), expired ? 1 : 0, text(before), text(after))
    this.prompt()
  }

  /** Deletes what every stream has held for its 24 hours. */
  trim(): void {
    this.#store.prepare('DELETE FROM changes WHERE at <= ?').run(this.#now() - streamRetentionMs)
  }

  /** Tells the listeners, once the transaction under way has ended and its reply is on the way. */
  prompt(): void {
    if (this.#prompted) return
    this.#prompted = true
    setImmediate(() => {
      this.#prompted = false
      for (const listener of this.#listeners) listener()
    }).unref()
  }

  /** Calls `listener` after changes, perhaps also without one; the result ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

function text(item: Item | undefined): string | null {
  return item === undefined ? null : JSON.stringify(itemShape(item))
}
