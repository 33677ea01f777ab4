import type { Fact, Period, Readable, Survey } from '@wardgraph/access'
import type { LiveMembership } from '@wardgraph/api'
import { both } from '@wardgraph/records'
import type { Role } from '@wardgraph/schema/types'

/** Where a row comes from; ROSTER: nothing is read until the shift is started, and then what is said. */
const RULES = ['HOUSE', 'SELF', 'TEAM', 'UNIT', 'ROSTER', 'PROXY', 'EMERGENCY'] as const

/** Who reads what of one patient. HOUSE without a username: everybody of the role who has no row of his own. */
export interface WhoRow extends Readable {
  readonly rule: (typeof RULES)[number]
  readonly unit: string | null
  readonly username: string | null
  readonly role: Role
  /** What ties, of all that could. */
  readonly relation: string
  readonly basis: string | null
  readonly since: string | null
  /** The earliest end of relation, shift or place, and membership. */
  readonly until: string | null
}

/** What a survey finds of a membership. */
export type Found = ReturnType<Survey['of']>

/** No relation row: as long as the membership. */
export const ALWAYS: Period & { readonly basis: null } = { start: null, end: null, basis: null }

/** The row of a membership that is tied by this fact, where it reads what was found. */
export function rowOf(
  { member }: LiveMembership,
  of: {
    readonly rule: WhoRow['rule']
    readonly unit: string | null
    readonly fact: Fact | typeof ALWAYS
    readonly found: Found
  },
): WhoRow {
  const { rule, unit, fact, found } = of
  const { tie, reads, masked, segments } = found
  const { start, end } = both(fact, member)
  const basis = 'grant' in fact ? fact.grant : fact.basis
  const { username, role } = member
  const period = { since: iso(start), until: iso(end) }
  return { rule, unit, username, role, relation: tie?.relation ?? 'TENANT', basis, ...period, reads, masked, segments }
}

/** The rows in the order in which they are shown. */
export function sorted(rows: readonly WhoRow[]): readonly WhoRow[] {
  const place = ({ rule, unit, username, role, until }: WhoRow) =>
    JSON.stringify([RULES.indexOf(rule), unit ?? '', username ?? '', role, until ?? ''])
  return rows.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** An instant (ms) as people and programs read it; null where there is none. */
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** The rows as a table for people, a line each under a heading. */
export function whoTable(rows: readonly WhoRow[]): readonly string[] {
  const cells = rows.map(({ reads, masked, segments, ...row }) => [
    row.rule,
    row.unit ?? '-',
    row.username ?? '(all others)',
    row.role,
    row.relation,
    row.basis ?? '-',
    row.until ?? '-',
    ...[reads, masked, segments].map((names) => names.join(' ') || '-'),
  ])
  const all = [['RULE', 'UNIT', 'USER', 'ROLE', 'TIED BY', 'BASIS', 'UNTIL', 'READS', 'IN PART', 'SEGMENTS'], ...cells]
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((line) => line[i]?.length ?? 0)))
  return all.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
