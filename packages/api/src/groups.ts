import type { Change } from '@wardgraph/audit'
import { type Action, rowSize, TableError } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { causeOf, journal } from './journal.ts'
import { machineEntry } from './machineEntry.ts'
import type { Services } from './services.ts'

/** DynamoDB takes 100 actions and 4 MB a transaction; the audit records need some of both. */
export const AT_ONCE = 80
const BYTES_AT_ONCE = 3_000_000
/** How long (ms) one transaction may take. */
const PATIENCE = 10_000

/** What belongs together: all or nothing. */
export type Group = readonly Action[]

/** Groups in transactions that are not too large. */
export function* together(groups: readonly Group[]): Generator<readonly Group[], void, void> {
  let some: Group[] = []
  let [actions, bytes] = [0, 0]
  for (const group of groups) {
    const size = group.reduce((sum, action) => sum + (action.do === 'put' ? rowSize(action.row) : 0), 0)
    if (some.length > 0 && (actions + group.length > AT_ONCE || bytes + size > BYTES_AT_ONCE)) {
      yield some
      some = []
      ;[actions, bytes] = [0, 0]
    }
    some.push(group)
    actions += group.length
    bytes += size
  }
  if (some.length > 0) yield some
}

/**
 * Writes groups in one transaction with an audit record; but for those of which a row is no longer what it was: these come
 * back. @throws TableError UNAVAILABLE
 */
export async function writeGroups(
  services: Services,
  of: {
    readonly keys: TenantKeys
    readonly groups: readonly Group[]
    readonly root: 'keys.rotate' | 'keys.shred'
    readonly changed?: readonly Change[]
  },
): Promise<readonly Group[]> {
  const { keys, root, changed = [] } = of
  const refused: Group[] = []
  let left = of.groups
  while (left.length > 0) {
    const owners = left.flatMap((group) => group.map(() => group))
    const written = await journal(services, {
      keys,
      actions: left.flat(),
      deadline: services.now() + PATIENCE,
      entry: machineEntry(services, { root, changed }),
    })
    if (written.outcome === 'COMMITTED') break
    if (written.outcome !== 'REFUSED') throw new TableError('UNAVAILABLE', { cause: causeOf(written) })
    const busy = new Set(written.failed.map((place) => owners[place]))
    refused.push(...left.filter((group) => busy.has(group)))
    left = left.filter((group) => !busy.has(group))
  }
  return refused
}
