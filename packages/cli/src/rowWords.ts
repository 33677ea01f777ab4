import { type RowDamage, type RowDamageKind, rowDamageMeanings } from '@wardgraph/audit'
import type { TableVerdict } from './verifyTable.ts'

/** As many rows are named to people at most. */
const MOST_NAMED = 100

/** JSON in printable ASCII: a key that somebody planted says nothing to a terminal. */
export function printable(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[^ -~]/g, escaped)
}

/** What people are told of rows that are not what the records say. */
export function rowWords({ damage }: TableVerdict): readonly string[] {
  const more = damage.length - MOST_NAMED
  return [...damage.slice(0, MOST_NAMED).map(damaged), ...(more > 0 ? [`and ${more} more; --json names all.`] : [])]
}

function damaged({ table, pk, sk, kind, chain, seq }: RowDamage): string {
  const by = chain === null ? '' : `; written by record ${seq} of chain ${chain}`
  return `ROW: ${kind}: ${printable([table, pk, sk])}: ${rowDamageMeanings[kind]}${by}.`
}

/** In a few words: how many rows, and how many of each kind are wrong. */
export function rowSummary({ rows, damage }: TableVerdict): string {
  const counts = Object.entries(countsOf(damage)).map(([kind, count]) => `${count} ${kind}`)
  return counts.length === 0 ? `${rows} rows as they were written` : `${rows} rows, DAMAGED: ${counts.join(', ')}`
}

/** The same for machines, and all of it. */
export function rowAnswer({ rows, damage }: TableVerdict) {
  return { rows, damaged: damage.length, first: damage[0] ?? null, kinds: countsOf(damage), damage }
}

function countsOf(damage: readonly RowDamage[]): Partial<Record<RowDamageKind, number>> {
  const counts: Partial<Record<RowDamageKind, number>> = {}
  for (const { kind } of damage) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
