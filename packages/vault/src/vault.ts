import { BoundedCache } from './cache.ts'
import { createRoot, createTenant, moveTenant, openTenant } from './openTenant.ts'
import type { KeyProvider } from './providers.ts'
import type { Row } from './row.ts'
import type { KnownSubject, TenantKeys } from './tenantKeys.ts'

/** Opens the keys of a deployment's tenants. */
export interface Vault {
  /** New keys for a tenant, and the rows that keep them; they count only once the rows are stored. @throws ERR_VAULT_UNAVAILABLE */
  createTenant(tenant: string): Promise<{ rows: Row[]; keys: TenantKeys }>
  /** One more root of a tenant, written with from `from` (ms) on, under another KMS key if `under` names one. @throws ERR_VAULT_UNAVAILABLE */
  createRoot(
    tenant: string,
    of: { readonly version: number; readonly from: number; readonly under?: string | undefined },
  ): Promise<Row>
  /**
   * Opens a tenant's rows with one KMS call for each root in use.
   * @throws ERR_VAULT_INTEGRITY, ERR_VAULT_KEYS_MISSING, ERR_VAULT_RESTORED, ERR_VAULT_UNAVAILABLE
   */
  openTenant(tenant: string, rows: readonly Row[]): Promise<TenantKeys>
  /**
   * The keys in rows of a copy of the keys table, and the rows of its roots as they are at home here: once these are
   * stored, the tenant opens. First comes what was erased since the copy was made. @throws as openTenant, but for RESTORED
   */
  moveTenant(
    tenant: string,
    rows: readonly Row[],
  ): Promise<{ readonly keys: TenantKeys; readonly moved: readonly Row[] }>
  /** The tenant's keys from memory, else from the rows that `load` brings; simultaneous callers share one opening. @throws as openTenant */
  tenant(tenant: string, load: () => Promise<readonly Row[]>): Promise<TenantKeys>
}

/** A vault over a key provider; what it opens it keeps at most five minutes of wall clock. */
export function createVault(options: {
  readonly provider: KeyProvider
  readonly deployment: string
  /** Which table keys are kept in: an identity that a restored copy of it does not share. @throws ERR_VAULT_UNAVAILABLE */
  readonly keysTable: () => Promise<string>
  readonly now?: () => number
}): Vault {
  const { provider, deployment, keysTable, now = Date.now } = options
  const bounds = { maxAge: 5 * 60_000, maxUses: 1_000_000, now }
  const tenants = new BoundedCache<TenantKeys>({ ...bounds, maxEntries: 1_000 })
  const subjects = new BoundedCache<KnownSubject>({ ...bounds, maxEntries: 10_000 })
  const opening = new Map<string, Promise<TenantKeys>>()
  const of = (tenant: string) => ({ provider, deployment, tenant, subjects, keysTable, now })

  const reopen = async (tenant: string, load: () => Promise<readonly Row[]>): Promise<TenantKeys> => {
    const since = now()
    try {
      const keys = await openTenant(of(tenant), await load())
      tenants.keep(tenant, keys, since)
      return keys
    } finally {
      opening.delete(tenant)
    }
  }
  return {
    createTenant: (tenant) => createTenant(of(tenant)),
    moveTenant: (tenant, rows) => moveTenant(of(tenant), rows),
    createRoot: async (tenant, root) => (await createRoot(of(tenant), root)).row,
    openTenant: (tenant, rows) => openTenant(of(tenant), rows),
    async tenant(tenant, load) {
      const known = tenants.find(tenant)
      if (known) return known
      const started = opening.get(tenant) ?? reopen(tenant, load)
      opening.set(tenant, started)
      return started
    },
  }
}
