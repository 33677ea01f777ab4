import type { Readable } from '@wardgraph/access'
import type { LiveMembership } from '@wardgraph/api'
import { ALWAYS, type Found, rowOf, type WhoRow } from './row.ts'

/** A membership, the rows that put it at the patient, and what it would read without any. */
export interface Placed {
  readonly hat: LiveMembership
  readonly house: Found
  readonly rows: readonly WhoRow[]
}

/**
 * What each role reads without a tie: one row for all of it, and one by name for whoever is not tied and whom a consent
 * makes another. A role that nobody has now, or that reads nothing, has no row.
 */
export function houseRows(placed: readonly Placed[]): readonly WhoRow[] {
  const untied = placed.filter(({ house }) => house.tie?.relation === 'TENANT')
  const byRole = Map.groupBy(untied, ({ hat }) => hat.member.role)
  return [...byRole].flatMap(([role, all]) => {
    const usual = usualOf(all)
    const named = all
      .filter(({ rows, house }) => rows.every(({ rule }) => rule === 'ROSTER') && nameOf(house) !== nameOf(usual.house))
      .map((one) => rowOf(one.hat, { rule: 'HOUSE', unit: null, fact: ALWAYS, found: one.house }))
    if (usual.house.reads.length + usual.house.masked.length === 0) return named
    const row = rowOf(usual.hat, { rule: 'HOUSE', unit: null, fact: ALWAYS, found: usual.house })
    return [{ ...row, username: null, role, since: null, until: null }, ...named]
  })
}

/** One of those who read what most of the role do; of as many, more. */
function usualOf(all: readonly Placed[]): Placed {
  const groups = Map.groupBy(all, ({ house }) => nameOf(house))
  const size = ({ house }: Placed) => groups.get(nameOf(house))?.length ?? 0
  return all.reduce((best, one) => {
    const more = size(one) - size(best) || one.house.reads.length - best.house.reads.length
    return more > 0 || (more === 0 && nameOf(one.house) < nameOf(best.house)) ? one : best
  })
}

function nameOf({ reads, masked, segments }: Readable): string {
  return JSON.stringify([reads, masked, segments])
}
