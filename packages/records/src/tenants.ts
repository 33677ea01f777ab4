import type { TenantKeys, Vault } from '@wardgraph/vault'
import { jobMember, memberAction } from './members.ts'
import { NEW_TENANT_RULES, settingsAction } from './settings.ts'
import { type Action, type Table, TableError } from './table.ts'
import { NO_TENANT, tenantId } from './tenantNames.ts'

/** A tenant's keys, opened with one KMS call when not in memory. @throws TableError, VaultError */
export function openTenant({ table, vault }: Stores, tenant: string): Promise<TenantKeys> {
  return vault.tenant(tenant, async () => table.query({ table: 'keys', pk: `${tenant}#K` }))
}

interface Stores {
  readonly table: Table
  readonly vault: Vault
}

/** The tenant of this name, made with its keys if it is not there. Safe to run twice at once. */
export async function ensureTenant(stores: Stores, name: string): Promise<TenantKeys> {
  const deployment = await ensureKeys(stores, NO_TENANT)
  const tenant = tenantId(name)
  const keys = await ensureKeys(stores, tenant)
  const listed = { pk: `${NO_TENANT}#T`, sk: tenant }
  const [row] = await stores.table.get([{ table: 'directory', ...listed }])
  if (row === undefined) {
    const entry = deployment.protect({ table: 'directory', row: { ...listed, name } })
    await putNew(stores.table, [
      { do: 'put', table: 'directory', row: entry, if: { is: 'absent' } },
      settingsAction(keys, NEW_TENANT_RULES, 1),
      ...JOBS.map((job) => memberAction(keys, jobMember(keys, { job, tenantName: name }))),
    ])
  }
  return keys
}

/** Every tenant: id and name. @throws TableError, VaultError */
export async function listTenants(stores: Stores): Promise<{ tenant: string; name: string }[]> {
  const rows = await stores.table.query({ table: 'directory', pk: `${NO_TENANT}#T` })
  if (rows.length === 0) return []
  const deployment = await openTenant(stores, NO_TENANT)
  return rows.map((row) => {
    deployment.verify({ table: 'directory', row })
    return { tenant: String(row.sk), name: String(row.name) }
  })
}

/** What a tenant is made with beside people: jobs, each a membership of the role SERVICE with one purpose. */
export const JOBS: readonly string[] = ['import']

/** The tenant's keys with those of its staff and of itself, made if they are not there. */
export async function ensureKeys(stores: Stores, tenant: string): Promise<TenantKeys> {
  const { table, vault } = stores
  const [root] = await table.get([{ table: 'keys', pk: `${tenant}#K`, sk: 'root#1' }])
  if (root !== undefined) return openTenant(stores, tenant)
  const { rows, keys } = await vault.createTenant(tenant)
  const subjects = ['staff', 'tenant'].map((subject) => keys.createSubject(subject).row)
  await putNew(
    table,
    [...rows, ...subjects].map((row) => ({ do: 'put', table: 'keys', row, if: { is: 'absent' } })),
  )
  return openTenant(stores, tenant)
}

/** Writes what must not be there yet; that somebody else was first is as good. */
async function putNew(table: Table, actions: readonly Action[]): Promise<void> {
  try {
    await table.transact(actions, { token: crypto.randomUUID() })
  } catch (error) {
    if (!(error instanceof TableError) || error.code !== 'CONDITION') throw error
  }
}
