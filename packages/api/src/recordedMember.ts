import type { Change } from '@wardgraph/audit'
import type { Action, Member } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { causeOf, journal } from './journal.ts'
import { machineEntry } from './machineEntry.ts'
import type { Services } from './services.ts'
import { UserError } from './userErrors.ts'

/** How long (ms) a change may take. */
const PATIENCE = 10_000

/**
 * Changes a membership in one transaction with the audit record of it, which names no caller: it was whoever has this
 * machine, or may invoke the operator's function. False: a condition did not hold, and nothing was written. @throws UserError AUDIT_UNAVAILABLE
 */
export async function recordedMember(
  services: Services,
  of: {
    readonly keys: TenantKeys
    readonly root: 'users.add' | 'users.end'
    readonly member: Pick<Member, 'membership'>
    readonly fields: readonly string[]
    readonly actions: readonly Action[]
  },
): Promise<boolean> {
  const { keys, root, member, fields, actions } = of
  const [first] = actions
  const version = first?.do === 'put' ? Number(first.row.w) : 1
  const changed: Change[] = [[null, 'Membership', member.membership, fields, version]]
  const written = await journal(services, {
    keys,
    actions,
    deadline: services.now() + PATIENCE,
    entry: machineEntry(services, { root, changed }),
  })
  if (written.outcome === 'COMMITTED') return true
  if (written.outcome === 'REFUSED') return false
  throw new UserError('AUDIT_UNAVAILABLE', {
    cause: causeOf(written),
  })
}
