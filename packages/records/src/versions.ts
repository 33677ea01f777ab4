import type { Policy } from '@wardgraph/access'
import type { Row } from '@wardgraph/vault'
import { historyKey, historyPrefix } from './keys.ts'
import type { Page, Position, Stored } from './reader.ts'
import type { Table } from './table.ts'

/** Which versions of a record are read: those that are no history rows (yet), the newest first, and the ones before them. */
export interface VersionsOf {
  readonly current: readonly [Stored, ...Stored[]]
  readonly first: number
  readonly after: Position | undefined
}

/** Versions of a record, the newest first; a version's place stays the same when it becomes history. @throws TableError */
export async function readVersions(
  { table, policy }: { readonly table: Table; readonly policy: Policy },
  { current, first, after }: VersionsOf,
): Promise<Page<Stored>> {
  const [newest] = current
  const { type, id } = newest
  const placeOf = (row: Row) => historyKey(policy, { type, id, version: Number(row.v) })
  const own = current.map((item) => ({ item, position: [placeOf(item.row)] }))
  const oldest = placeOf((current.at(-1) ?? newest).row)
  const [seen] = after ?? []
  const rows = await table.query({
    table: 'records',
    pk: String(newest.row.pk),
    prefix: historyPrefix(policy, { type, id }),
    descending: true,
    limit: first + 1,
    // A cursor may be of a version that is newer than these.
    after: [seen === undefined || seen > oldest ? oldest : seen],
  })
  const older = rows.slice(0, first).map((row) => ({ item: { ...newest, row }, position: [String(row.sk)] }))
  const left = own.filter(({ position: [at = ''] }) => seen === undefined || at < seen)
  return { items: [...left, ...older], more: rows.length > first }
}
