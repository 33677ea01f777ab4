import type { Change } from '@wardgraph/audit'
import { type Action, TableError } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { journal } from './journal.ts'
import { machineEntry } from './machineEntry.ts'
import type { Services } from './services.ts'

/** DynamoDB takes 100 actions a transaction; the audit records need some of them. */
export const AT_ONCE = 80
/** How long (ms) one transaction may take. */
const PATIENCE = 10_000

/** What belongs together: all or nothing. */
export type Group = readonly Action[]

/** Groups in transactions that are not too large. */
export function* together(groups: readonly Group[]): Generator<readonly Group[], void, void> {
  let some: Group[] = []
  for (const group of groups) {
    if (some.flat().length + group.length > AT_ONCE && some.length > 0) {
      yield some
      some = []
    }
    some.push(group)
  }
  if (some.length > 0) yield some
}

/**
 * Writes groups in one transaction with an audit record; those of which a row is no longer what it was are left out. How
 * many were written. @throws TableError UNAVAILABLE
 */
export async function writeGroups(
  services: Services,
  of: {
    readonly keys: TenantKeys
    readonly groups: readonly Group[]
    readonly root: 'keys.rotate' | 'keys.shred'
    readonly changed?: readonly Change[]
  },
): Promise<number> {
  const { keys, root, changed = [] } = of
  let left = of.groups
  while (left.length > 0) {
    const owners = left.flatMap((group) => group.map(() => group))
    const written = await journal(services, {
      keys,
      actions: left.flat(),
      deadline: services.now() + PATIENCE,
      entry: machineEntry(services, { root, changed }),
    })
    if (written.outcome === 'COMMITTED') return left.length
    if (written.outcome !== 'REFUSED') throw new TableError('UNAVAILABLE', { cause: written })
    const busy = new Set(written.failed.map((place) => owners[place]))
    left = left.filter((group) => !busy.has(group))
  }
  return 0
}
