import { copyItem, keptTokens, type Row, type TenantKeys } from '@wardgraph/vault'
import { indexOf, namedPostings, postingPartition, postingsOf, VALUES } from './keys.ts'
import { KINDS } from './kinds.ts'
import type { Stored } from './reader.ts'
import { type Action, boundAs } from './table.ts'
import { uniqueKey } from './unique.ts'

/** A posting of a record in the place of the one under an older version of the index root. */
interface Moved {
  readonly from: string
  readonly to: string
}

/** How many postings of a record are moved in one transaction, which takes 100 actions: the next look moves the rest. */
const MOVED_AT_ONCE = 15

/** Some of the postings of a row that are under no newest version; none where all are. @throws VaultError ERR_VAULT_INTEGRITY */
export function movedPostings(keys: TenantKeys, stored: Stored): readonly Moved[] {
  const held = new Set(postingsOf(stored.row))
  return versionsOf(keys, stored)
    .flatMap(([to, ...others]) => others.flatMap((from) => (held.has(from) ? [{ from, to }] : [])))
    .slice(0, MOVED_AT_ONCE)
}

/** The postings that are made of a row's values: under the newest version of the index root, then under the others. */
export function versionsOf(keys: TenantKeys, stored: Stored): readonly (readonly [string, ...string[]])[] {
  return Object.keys(stored.row)
    .filter((name) => name.startsWith(VALUES))
    .flatMap((name) => {
      const index = name.slice(VALUES.length)
      const partition = (of: { readonly version: number; readonly token: string }) =>
        postingPartition(keys.tenant, { index, ...of })
      return keptTokens(keys, { ...stored, table: 'records', name, index }).map(
        ([newest, ...others]) => [partition(newest), ...others.map(partition)] as const,
      )
    })
}

/**
 * A record under the newest version of the index root: its row, which says so, the postings in the place of the older ones,
 * and who has a number first, where that is this record and no other has it under the newest; `rows`: what says so now, by
 * `uniqueKey` of each `from` and `to`.
 */
export function reindexed(
  keys: TenantKeys,
  {
    stored,
    moved,
    rows,
  }: { readonly stored: Stored; readonly moved: readonly Moved[]; readonly rows: ReadonlyMap<string, Row> },
): readonly Action[] {
  const { row, key, id, type } = stored
  const to = new Map(moved.map((one) => [one.from, one.to]))
  const postings = namedPostings(postingsOf(row).map((pk) => to.get(pk) ?? pk))
  const next = copyItem({ key, table: 'records', row, changes: { ...postings, w: Number(row.w) + 1 } })
  const put = (pk: string): Action => ({
    do: 'put',
    table: 'directory',
    row: keys.protect({ table: 'directory', row: { pk, sk: id } }),
  })
  const unique = KINDS.get(type)?.unique ?? []
  return [
    { do: 'put', table: 'records', row: next, if: boundAs(row) },
    ...[...new Set(to.values())].map(put),
    ...[...to.keys()].map((pk): Action => ({ do: 'remove', key: { table: 'directory', pk, sk: id } })),
    ...[...to].flatMap(([from, target]) => {
      const [was, now] = [uniqueKey(from), uniqueKey(target)]
      const held = rows.get(was.pk)
      if (!unique.includes(indexOf(from)) || held?.id !== id) return []
      const claim = keys.protect({ table: 'directory', row: { pk: now.pk, sk: now.sk, id } })
      const gone = { do: 'remove', key: was, was: held } as const
      return rows.has(now.pk)
        ? [gone]
        : [gone, { do: 'put', table: 'directory', row: claim, if: { is: 'absent' } } as const]
    }),
  ]
}
