import { type DraftedTenant, draftKeys, draftTenant, NO_TENANT, openTenant, TableError } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { causeOf, journal } from './journal.ts'
import { machineEntry } from './machineEntry.ts'
import type { Services } from './services.ts'

/** How long (ms) making one may take. */
const PATIENCE = 10_000

/**
 * The tenant of this name, made with its keys, its rules and its jobs if it is not there, in one transaction with the
 * audit record of it. Safe to run twice at once. @throws TableError UNAVAILABLE, VaultError
 */
export async function ensureTenant(services: Services, name: string): Promise<TenantKeys> {
  await ensureDeployment(services)
  return made(services, await draftTenant(services, name))
}

/** The keys of what belongs to no tenant, as `ensureTenant` makes a tenant's. */
export async function ensureDeployment(services: Services): Promise<TenantKeys> {
  return made(services, await draftKeys(services, NO_TENANT))
}

async function made(services: Services, { keys, actions }: DraftedTenant): Promise<TenantKeys> {
  if (actions.length === 0) return keys
  const written = await journal(services, {
    keys,
    actions,
    deadline: services.now() + PATIENCE,
    entry: machineEntry(services, { root: 'tenants.add', changed: [] }),
  })
  // Refused: somebody else was first, which is as good.
  if (written.outcome === 'COMMITTED' || written.outcome === 'REFUSED') return openTenant(services, keys.tenant)
  throw new TableError('UNAVAILABLE', { cause: causeOf(written) })
}
