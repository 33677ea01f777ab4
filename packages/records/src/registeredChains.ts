import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { rowsOf } from './rowsOf.ts'
import type { Table } from './table.ts'
import { NO_TENANT } from './tenantNames.ts'
import { listTenants, openTenant } from './tenants.ts'

/** A chain of the audit trail by the row that it is found by; `genuine`: whether that row is what was written. */
export interface RegisteredChain {
  readonly keys: TenantKeys
  readonly chain: string
  readonly row: Row
  readonly genuine: boolean
}

/** Every chain that the registry has, of every tenant and of none. @throws TableError, VaultError */
export async function* registeredChains(
  stores: Parameters<typeof openTenant>[0] & { readonly table: Table },
): AsyncGenerator<RegisteredChain, void, void> {
  const tenants = [NO_TENANT, ...(await listTenants(stores)).map(({ tenant }) => tenant)]
  for (const tenant of tenants) {
    const keys = await openTenant(stores, tenant)
    for (const nibble of '0123456789abcdef')
      for await (const row of rowsOf(stores.table, { table: 'directory', pk: `${tenant}#H#${nibble}` }))
        yield { keys, chain: String(row.sk), row, genuine: isGenuine(keys, row) }
  }
}

/** Whoever changes a registry row must not be able to stop who reads it: the row is doubted, and its chain looked at. */
function isGenuine(keys: TenantKeys, row: Row): boolean {
  try {
    keys.verify({ table: 'directory', row })
    return true
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}
