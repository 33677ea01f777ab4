import type { SQLInputValue } from 'node:sqlite'
import { type Shape, shapeOf } from '../shape.ts'
import type { Store } from '../store.ts'
import type { Changes } from './changes.ts'
import type { Bound } from './keyCondition.ts'
import { type Key, keyOf } from './keys.ts'
import type { Table } from './tables.ts'
import { type Item, itemShape, itemSize, parseItem } from './values.ts'

/** The SQL of this store part: one row per item, its index keys in columns of their own. */
export const itemsSchema = `
CREATE TABLE IF NOT EXISTS items (
  id INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, pk BLOB NOT NULL, sk BLOB NOT NULL,
  k0 BLOB, k1 BLOB, k2 BLOB, k3 BLOB, k4 BLOB, expires INTEGER, size INTEGER NOT NULL, item TEXT NOT NULL,
  UNIQUE (tbl, pk, sk)
) STRICT;
CREATE INDEX IF NOT EXISTS expiring ON items (tbl, expires) WHERE expires IS NOT NULL;
${[0, 1, 2, 3, 4].map((n) => `CREATE INDEX IF NOT EXISTS lsi${n} ON items (tbl, pk, k${n}, sk) WHERE k${n} IS NOT NULL;`).join('\n')}`

/** A stored item in DynamoDB JSON with its size as DynamoDB counts it. */
export interface StoredItem {
  readonly item: Shape
  readonly size: number
}

/** What to read in order: a partition (by the key or by an index column) or, without partition, the whole table. */
export interface RangeRead {
  readonly table: Table
  readonly partition?: Buffer
  /** Position of the index in the table's definition; undefined reads by the sort key. */
  readonly index?: number | undefined
  readonly from?: Bound | undefined
  readonly to?: Bound | undefined
  readonly descending?: boolean
  /** The keys of the last item of the page before, in the order of the columns read by. */
  readonly after?: readonly Buffer[] | undefined
}

const upsert = `
INSERT INTO items (tbl, pk, sk, k0, k1, k2, k3, k4, expires, size, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (tbl, pk, sk) DO UPDATE SET k0 = excluded.k0, k1 = excluded.k1, k2 = excluded.k2, k3 = excluded.k3,
  k4 = excluded.k4, expires = excluded.expires, size = excluded.size, item = excluded.item`

// DynamoDB leaves items alone whose time has passed by more than five years.
const fiveYears = 5 * 365 * 24 * 60 * 60

/** The items of all tables; writes belong inside a transaction of the store, which also keeps their changes. */
export class Items {
  readonly #store: Store
  readonly #changes: Changes

  constructor(store: Store, changes: Changes) {
    this.#store = store
    this.#changes = changes
  }

  find(table: Table, { partition, sort }: Key): StoredItem | undefined {
    const row = this.#store
      .prepare('SELECT item, size FROM items WHERE tbl = ? AND pk = ? AND sk = ?')
      .get(table.id, partition, sort)
    return row === undefined ? undefined : storedItem(row)
  }

  put(table: Table, item: Item): void {
    const key = keyOf(table, item)
    const before = this.#before(table, key)
    const indexKeys = [0, 1, 2, 3, 4].map((n) => indexKey(item, table.indexes[n]?.range))
    const text = JSON.stringify(itemShape(item))
    const values = [...indexKeys, expiry(item, table.ttl), itemSize(item), text]
    this.#store.prepare(upsert).run(table.id, key.partition, key.sort, ...values)
    this.#changes.record(table, { before, after: item })
  }

  remove(table: Table, key: Key): void {
    const before = this.#before(table, key)
    this.#store.prepare('DELETE FROM items WHERE tbl = ? AND pk = ? AND sk = ?').run(table.id, key.partition, key.sort)
    this.#changes.record(table, { before, after: undefined })
  }

  /** Reads in order, lazily: the caller stops at the end of its page. */
  *range(read: RangeRead): Generator<StoredItem> {
    const { sql, values } = rangeQuery(read)
    for (const row of this.#store.prepare(sql).iterate(...values)) yield storedItem(row)
  }

  /** Deletes what has expired before `now` (seconds) and says how many items. */
  sweep(table: Table, now: number): number {
    const rows = this.#store
      .prepare('DELETE FROM items WHERE tbl = ? AND expires < ? AND expires > ? RETURNING item')
      .all(table.id, now, now - fiveYears)
    for (const row of rows) {
      const before = parseItem(shapeOf(JSON.parse(String(row.item))))
      this.#changes.record(table, { before, after: undefined, expired: true })
    }
    return rows.length
  }

  /** What a write replaces, looked up only where a stream asks for it. */
  #before(table: Table, key: Key): Item | undefined {
    const stored = table.stream ? this.find(table, key) : undefined
    return stored === undefined ? undefined : parseItem(stored.item)
  }
}

function rangeQuery({ table, partition, index, from, to, descending = false, after }: RangeRead) {
  const key = index === undefined ? 'sk' : `k${index}`
  const columns = partition === undefined ? ['pk', 'sk'] : index === undefined ? ['sk'] : [key, 'sk']
  const where = ['tbl = ?']
  const values: SQLInputValue[] = [table.id]
  const add = (text: string, ...given: readonly Buffer[]) => {
    where.push(text)
    values.push(...given)
  }
  if (partition !== undefined) add('pk = ?', partition)
  if (index !== undefined) add(`${key} IS NOT NULL`)
  if (from !== undefined) add(`${key} ${from.inclusive ? '>=' : '>'} ?`, from.key)
  if (to !== undefined) add(`${key} ${to.inclusive ? '<=' : '<'} ?`, to.key)
  if (after !== undefined) {
    add(`(${columns.join(', ')}) ${descending ? '<' : '>'} (${columns.map(() => '?').join(', ')})`, ...after)
  }
  const direction = descending ? 'DESC' : 'ASC'
  const order = columns.map((column) => `${column} ${direction}`).join(', ')
  return { sql: `SELECT item, size FROM items WHERE ${where.join(' AND ')} ORDER BY ${order}`, values }
}

function storedItem(row: Record<string, unknown>): StoredItem {
  return { item: shapeOf(JSON.parse(String(row.item))), size: Number(row.size) }
}

function indexKey(item: Item, name: string | undefined): Buffer | null {
  const value = name === undefined ? undefined : item.get(name)
  return value?.type === 'S' ? Buffer.from(value.value) : null
}

/** The whole seconds after which an item is expired; an attribute of another type is no expiry, as on AWS. */
function expiry(item: Item, ttl: string | undefined): number | null {
  const value = ttl === undefined ? undefined : item.get(ttl)
  if (value?.type !== 'N') return null
  const seconds = Math.floor(Number(value.value))
  return Number.isSafeInteger(seconds) ? seconds : null
}
