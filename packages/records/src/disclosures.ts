import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Page, Position } from './reader.ts'
import type { Table } from './table.ts'

const DAY = 24 * 60 * 60 * 1000

/** How long (ms) a row is kept: an accounting reaches back six years (45 CFR 164.528(a)(1)), and is asked for later. */
export const DISCLOSURES_KEPT = 2_200 * DAY

/** Which audit record a row is made of, whose it is, and the one line that it holds. */
export interface LoggedRow {
  readonly patient: string
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string
  readonly chain: string
  readonly seq: number
  readonly line: string
}

/** The row of one patient and one audit record, the same whenever it is made. @throws VaultError ERR_VAULT_INPUT */
export function disclosureRow(keys: TenantKeys, { patient, time, chain, seq, line }: LoggedRow): Row {
  const pk = partition(keys, patient, time.slice(0, 4))
  const sk = `${time}#${chain}#${String(seq).padStart(10, '0')}`
  const exp = Math.floor((Date.parse(time) + DISCLOSURES_KEPT) / 1000)
  return keys.protect({ table: 'disclosures', row: { pk, sk, d: line, exp } })
}

/** A part of what is known of a patient: the newest first, in [from, to) (ms). */
export interface DisclosedTo {
  readonly patient: string
  readonly from: number | undefined
  readonly to: number | undefined
  readonly now: number
  readonly first: number
  readonly after: Position | undefined
}

/** Lines of a patient's rows, the newest first. A patient who is not there has none. @throws TableError, VaultError */
export async function readDisclosures(
  { table, keys }: { readonly table: Table; readonly keys: TenantKeys },
  { patient, from, to, now, first, after }: DisclosedTo,
): Promise<Page<string>> {
  const start = Math.max(from ?? 0, now - DISCLOSURES_KEPT)
  // The clocks of those who write are not quite the same.
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, now + DAY)
  if (start >= end) return { items: [], more: false }
  const oldest = iso(start)
  const rows: Row[] = []
  let last = after ?? [iso(end)]
  for (let year = yearOf(last[0] ?? ''); year >= yearOf(oldest) && rows.length <= first; year -= 1) {
    const limit = first + 1 - rows.length
    const pk = partition(keys, patient, String(year))
    rows.push(...(await table.query({ table: 'disclosures', pk, descending: true, limit, after: last })))
    // Whatever is of an earlier year lies before this one's end.
    last = [`${year}`]
  }
  const items = rows
    .filter(({ sk }) => String(sk) >= oldest)
    .map((row) => ({ item: lineOf(keys, row), position: [String(row.sk)] }))
  return { items: items.slice(0, first), more: items.length > first }
}

function lineOf(keys: TenantKeys, row: Row): string {
  keys.verify({ table: 'disclosures', row })
  return String(row.d)
}

function partition({ tenant }: TenantKeys, patient: string, year: string): string {
  return `${tenant}#L#${patient}#${year}`
}

const iso = (at: number) => new Date(at).toISOString()
const yearOf = (time: string) => Number(time.slice(0, 4))
