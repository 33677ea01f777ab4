import type { Caller } from '@wardgraph/access'
import { type Documents, journal, type Services } from '@wardgraph/api'
import type { Change } from '@wardgraph/audit'
import { type Action, openTenant } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { ImportError } from './errors.ts'

/** How long one transaction may take, in ms. */
const PATIENCE = 60_000
/** How often what somebody else changed meanwhile is read and staged again without any of it being settled. */
const ROUNDS = 5

/** What the writes of one import share: where to, as whom. */
export class Job {
  readonly services: Services
  readonly documents: Documents
  readonly caller: Caller

  constructor(of: { readonly services: Services; readonly documents: Documents; readonly caller: Caller }) {
    this.services = of.services
    this.documents = of.documents
    this.caller = of.caller
  }

  /** The tenant's keys; asked for anew for each piece of work, because nobody holds opened keys for long. */
  keys(): Promise<TenantKeys> {
    return openTenant(this.services, this.caller.tenant)
  }

  /**
   * Writes these actions and their audit record in one transaction; false if a condition did not hold and nothing
   * happened. @throws ImportError UNAVAILABLE
   */
  async write(of: {
    readonly keys: TenantKeys
    readonly actions: readonly Action[]
    readonly changed: readonly Change[]
    /** INTEGRITY: what the import came upon, and ends with. */
    readonly outcome?: 'OK' | 'INTEGRITY'
  }): Promise<boolean> {
    const { services, caller } = this
    const now = services.now()
    const written = await journal(services, {
      keys: of.keys,
      actions: of.actions,
      deadline: now + PATIENCE,
      entry: {
        time: new Date(now).toISOString(),
        code: services.code,
        origin: 'import',
        request: crypto.randomUUID(),
        caller: {
          person: caller.subject,
          membership: caller.membership,
          role: caller.role,
          purpose: caller.purposeOfUse,
        },
        session: null,
        operation: { kind: 'import', roots: [], document: null },
        outcome: of.outcome ?? 'OK',
        status: null,
        disclosed: [],
        changed: of.changed,
        denied: [],
        ties: [],
        opened: 0,
      },
    })
    if (written.outcome === 'UNAVAILABLE') throw new ImportError('UNAVAILABLE', { cause: written.cause })
    return written.outcome === 'COMMITTED'
  }
}

/** Attempts these items, and those that come back again, a few times. @throws ImportError UNAVAILABLE */
export async function untilSettled<Item>(
  items: readonly Item[],
  attempt: (items: readonly Item[]) => Promise<readonly Item[]>,
): Promise<void> {
  let left = items
  for (let round = 0; left.length > 0; round += 1) {
    if (round > ROUNDS) throw new ImportError('UNAVAILABLE')
    const again = await attempt(left)
    if (again.length < left.length) round = 0
    left = again
  }
}
