import type { Row } from '@wardgraph/vault'
import {
  type Action,
  boundAs,
  type Condition,
  INDEX_KEYS,
  type Key,
  type Range,
  type Table,
  TableError,
  type TableName,
} from './table.ts'

/** Calls of a memory table since it was made, for tests and benches that count requests. */
export interface MemoryTable extends Table {
  readonly calls: { readonly get: number; readonly query: number; readonly transact: number }
  /** Every row, sorted by table and keys. */
  rows(): readonly { readonly table: TableName; readonly row: Row }[]
}

type Partition = Map<string, Row>

/** TransactWriteItems takes 100 actions, no two on one item (DynamoDB API reference). */
const ACTIONS = 100

/** The table in memory: the same promises as DynamoDB's, kept in maps. */
export function memoryTable(): MemoryTable {
  const partitions = new Map<string, Partition>()
  const calls = { get: 0, query: 0, transact: 0 }
  const tokens = new Set<string>()
  const at = ({ table, pk, sk }: Key) => partitions.get(`${table} ${pk}`)?.get(sk)
  const write = (table: TableName, row: Row) => {
    const name = `${table} ${row.pk}`
    const partition = partitions.get(name) ?? new Map<string, Row>()
    partitions.set(name, partition.set(String(row.sk), row))
  }
  return {
    calls,
    async get(keys) {
      calls.get += Math.ceil(keys.length / 100)
      return keys.map(at)
    },
    async query(range) {
      calls.query += 1
      return select([...(partitions.get(`${range.table} ${range.pk}`)?.values() ?? [])], range)
    },
    async transact(actions, { token }) {
      calls.transact += 1
      const places = new Set(actions.map((action) => placeOf(keyOf(action))))
      if (places.size === 0 || places.size < actions.length || places.size > ACTIONS)
        throw new TableError('UNAVAILABLE')
      if (tokens.has(token)) return
      const failed = actions.flatMap((action, place) => (holds(conditionOf(action), at(keyOf(action))) ? [] : [place]))
      if (failed.length > 0) throw new TableError('CONDITION', { failed })
      tokens.add(token)
      for (const action of actions)
        if (action.do === 'put') write(action.table, action.row)
        else if (action.do === 'remove') partitions.get(`${action.key.table} ${action.key.pk}`)?.delete(action.key.sk)
    },
    rows() {
      return [...partitions.entries()]
        .flatMap(([name, rows]) => [...rows.values()].map((row) => ({ table: tableOf(name), row })))
        .sort((a, b) => compare(`${a.table} ${a.row.pk} ${a.row.sk}`, `${b.table} ${b.row.pk} ${b.row.sk}`))
    },
  }
}

function tableOf(name: string): TableName {
  return name.slice(0, name.indexOf(' ')) as TableName // as written by `write`, whose table is a TableName
}

function placeOf({ table, pk, sk }: Key): string {
  return `${table} ${pk} ${sk}`
}

function keyOf(action: Action): Key {
  return action.do === 'put'
    ? { table: action.table, pk: String(action.row.pk), sk: String(action.row.sk) }
    : action.key
}

function conditionOf(action: Action): Condition | undefined {
  if (action.do !== 'remove') return action.if
  return action.was === undefined ? undefined : boundAs(action.was)
}

function holds(condition: Condition | undefined, row: Row | undefined): boolean {
  switch (condition?.is) {
    case undefined:
      return true
    case 'absent':
      return row === undefined
    case 'expired':
      return row === undefined || Number(row.exp) < condition.at
    case 'written':
      return row?.w === condition.w
    case 'bound':
      return row?.m instanceof Uint8Array && Buffer.compare(row.m, condition.m) === 0
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function select(
  rows: readonly Row[],
  { index, prefix = '', between, descending = false, limit = 1e9, after }: Range,
): Row[] {
  const name = index === undefined ? 'sk' : INDEX_KEYS[index]
  const place = (row: Row) => `${row[name]}\0${row.sk}`
  const sorted = rows
    .filter((row) => typeof row[name] === 'string' && String(row[name]).startsWith(prefix))
    .filter((row) => between === undefined || (String(row[name]) >= between[0] && String(row[name]) <= between[1]))
    .sort((a, b) => compare(place(a), place(b)))
  if (descending) sorted.reverse()
  const last = after === undefined ? undefined : `${after[1] ?? after[0]}\0${after[0]}`
  const past =
    last === undefined ? sorted : sorted.filter((row) => (descending ? place(row) < last : place(row) > last))
  return past.slice(0, limit)
}
