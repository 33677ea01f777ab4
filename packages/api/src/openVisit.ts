import { live, segmentBits } from '@wardgraph/access'
import { spanOf } from '@wardgraph/fhir'
import { relationOf, type Stored } from '@wardgraph/records'
import type { Encounter } from '@wardgraph/schema/types'
import type { Ready } from './mutation.ts'
import { exists, lookInto } from './show.ts'
import type { Found } from './staging.ts'

/** http://hl7.org/fhir/R4/valueset-encounter-status.html: the patient is here. */
const HERE = new Set<unknown>(['arrived', 'triaged', 'in-progress', 'onleave'])
/** Of a chart so many visits are looked at, the latest first; of a patient so many places in care teams. */
const LOOKED_AT = { visits: 50, relations: 500 }

/** What lets somebody join a care team: its row, and up to when (ms) it is so. */
export interface Open {
  readonly found: Found
  readonly until: number
}

/** An open visit of the patient, or an appointment of today; undefined if there is neither. */
export async function openVisit({ scope, head }: Ready): Promise<Open | undefined> {
  const { keys, now, reader, table } = scope
  const [visits, relations] = await Promise.all([
    reader.list({ type: 'Encounter', patient: head.id, first: LOOKED_AT.visits, after: undefined }),
    table.query({
      table: 'directory',
      pk: `${keys.tenant}#P#${head.id}`,
      prefix: 'S#',
      limit: LOOKED_AT.relations,
    }),
  ])
  for (const { item } of visits.items) {
    // A visit of a segment that is hidden from the caller must not be told by what it lets one do.
    if (!isPlain(item) && !exists(scope, item, [])) continue
    const until = openUntil(item)
    if (until !== undefined) return { found: { table: 'records', row: item.row }, until }
  }
  const row = relations.find((one) => one.basis === 'appointment' && live(relationOf(keys, one), now))
  return row && { found: { table: 'directory', row }, until: relationOf(keys, row).end ?? Number.POSITIVE_INFINITY }

  function isPlain(stored: Stored): boolean {
    return reader.label(stored, [])?.segments === segmentBits(scope.services.policy).get('NORMAL')
  }

  function openUntil(stored: Stored): number | undefined {
    const { status, period } = lookInto(scope, stored, ['Encounter.status', 'Encounter.period']) as Pick<
      Encounter,
      'status' | 'period'
    > // as it was written
    const [start, end] = [period?.start, period?.end].map((text) => (text ? spanOf(text) : undefined))
    const open = HERE.has(status) && start !== undefined && start.start <= now && (end === undefined || now < end.end)
    return open ? (end?.end ?? Number.POSITIVE_INFINITY) : undefined
  }
}
