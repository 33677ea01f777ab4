import { AsyncLocalStorage } from 'node:async_hooks'
import type { Table } from '@wardgraph/records'
import type { KeyProvider, Vault } from '@wardgraph/vault'
import type { Services } from './services.ts'

/** Why the wall did not let a piece of work go on: each is a fault of ours, and none passes by itself. */
export class WallError extends Error {
  readonly code: 'ERR_WALL_NO_TENANT' | 'ERR_WALL_OTHER_TENANT'

  constructor(code: WallError['code']) {
    super(SENTENCES[code])
    this.name = 'WallError'
    this.code = code
  }
}

const SENTENCES = {
  ERR_WALL_NO_TENANT: 'no tenant is in force',
  ERR_WALL_OTHER_TENANT: 'another tenant is in force',
} as const

/** For which tenant a piece of work is done, and all that it waits for. */
export interface InForce {
  /** Does the work for this tenant. @throws WallError inside of work for another */
  readonly within: Services['within']
  /** @throws WallError outside of `within` */
  tenant(): string
  /** @throws WallError for any tenant but the one in force */
  only(tenant: string): void
}

/** Nothing is in force until somebody says so, and nobody can say it twice. */
export function inForce(): InForce {
  const storage = new AsyncLocalStorage<string>()
  const tenant = () => {
    const found = storage.getStore()
    if (found === undefined) throw new WallError('ERR_WALL_NO_TENANT')
    return found
  }
  const only = (wanted: string) => {
    if (tenant() !== wanted) throw new WallError('ERR_WALL_OTHER_TENANT')
  }
  return {
    tenant,
    only,
    async within(wanted, work) {
      if (storage.getStore() !== undefined) only(wanted)
      return storage.run(wanted, work)
    },
  }
}

/** What may be reached as one tenant. */
export interface TenantSession {
  readonly table: Table
  readonly provider: KeyProvider
}

/**
 * The one place that selects a tenant: whatever is asked goes out with the session of the tenant in force. What is asked
 * for is never looked at, so that a key of another tenant is refused by who answers, whatever went wrong here.
 */
export function createTenantWall(session: (tenant: string) => Promise<TenantSession>): {
  readonly within: Services['within']
  readonly table: Table
  readonly provider: KeyProvider
  /** The vault, also for what it has in memory. */
  vault(of: Vault): Vault
} {
  const force = inForce()
  const own = async () => session(force.tenant())
  return {
    within: force.within,
    table: {
      get: async (keys) => (await own()).table.get(keys),
      query: async (range) => (await own()).table.query(range),
      transact: async (actions, options) => (await own()).table.transact(actions, options),
    },
    provider: {
      generate: async (context, under) => (await own()).provider.generate(context, under),
      decrypt: async (blob, context, under) => (await own()).provider.decrypt(blob, context, under),
    },
    vault: (of) => walledVault(of, force),
  }
}

/** A vault that opens the keys of the tenant in force alone: of those in its memory nobody else would ask. */
export function walledVault(vault: Vault, { only }: InForce): Vault {
  return {
    async createTenant(tenant) {
      only(tenant)
      return vault.createTenant(tenant)
    },
    async createRoot(tenant, of) {
      only(tenant)
      return vault.createRoot(tenant, of)
    },
    async openTenant(tenant, rows) {
      only(tenant)
      return vault.openTenant(tenant, rows)
    },
    async moveTenant(tenant, rows) {
      only(tenant)
      return vault.moveTenant(tenant, rows)
    },
    async tenant(tenant, load) {
      only(tenant)
      return vault.tenant(tenant, load)
    },
  }
}
