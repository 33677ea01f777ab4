import { type Row, type TenantKeys, type Vault, VaultError } from '@wardgraph/vault'
import { jobMember, memberAction } from './members.ts'
import { NEW_TENANT_RULES, settingsAction, settingsKey } from './settings.ts'
import type { Action, Table } from './table.ts'
import { NO_TENANT, tenantId } from './tenantNames.ts'

/** A tenant's keys, opened with one KMS call when not in memory. @throws TableError, VaultError */
export function openTenant({ table, vault }: Stores, tenant: string): Promise<TenantKeys> {
  return vault.tenant(tenant, async () => table.query({ table: 'keys', pk: `${tenant}#K` }))
}

/** As `openTenant`; undefined for a tenant that never was: one whose keys are gone is there. @throws TableError, VaultError */
export async function findTenant(stores: Stores, tenant: string): Promise<TenantKeys | undefined> {
  try {
    return await openTenant(stores, tenant)
  } catch (error) {
    const missing = error instanceof VaultError && error.code === 'ERR_VAULT_KEYS_MISSING'
    if (missing && !(await isKnown(stores, tenant))) return undefined
    throw error
  }
}

/** Whether the directory, which was written with the keys or after them, says that the keys were there once. */
async function isKnown({ table }: Stores, tenant: string): Promise<boolean> {
  if (tenant === NO_TENANT)
    return (await table.query({ table: 'directory', pk: `${NO_TENANT}#T`, limit: 1 })).length > 0
  const [rules] = await table.get([settingsKey(tenant)])
  return rules !== undefined
}

interface Stores {
  readonly table: Table
  readonly vault: Vault
}

/** A tenant as it is, or as it is once the transaction of these actions has happened; none if it is there. */
export interface DraftedTenant {
  readonly keys: TenantKeys
  readonly actions: readonly Action[]
}

/** The tenant of this name with its keys, its rules and its jobs, beside the deployment's keys, which must be there. @throws TableError, VaultError */
export async function draftTenant(stores: Stores, name: string): Promise<DraftedTenant> {
  const tenant = tenantId(name)
  const drafted = await draftKeys(stores, tenant)
  if (drafted.actions.length === 0) return drafted
  const { keys } = drafted
  const deployment = await openTenant(stores, NO_TENANT)
  const entry = deployment.protect({ table: 'directory', row: { pk: `${NO_TENANT}#T`, sk: tenant, name } })
  const actions: Action[] = [
    ...drafted.actions,
    { do: 'put', table: 'directory', row: entry, if: { is: 'absent' } },
    settingsAction(keys, NEW_TENANT_RULES, 1),
    ...JOBS.map((job) => memberAction(keys, jobMember(keys, { job, tenantName: name }))),
  ]
  return { keys, actions }
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

/**
 * A tenant's keys with those of its staff and of itself. Keys that are gone are to be put back: none are made in their
 * place, under which nothing of the tenant would open. @throws TableError, VaultError
 */
export async function draftKeys(stores: Stores, tenant: string): Promise<DraftedTenant> {
  const known = await isKnown(stores, tenant) // first, for whoever makes it now writes both at once
  const [root] = await stores.table.get([{ table: 'keys', pk: `${tenant}#K`, sk: 'root#1' }])
  if (root !== undefined) return { keys: await openTenant(stores, tenant), actions: [] }
  if (known) throw new VaultError('ERR_VAULT_KEYS_MISSING')
  const { rows, keys } = await stores.vault.createTenant(tenant)
  const subjects = ['staff', 'tenant'].map((subject) => keys.createSubject(subject).row)
  const put = (row: Row): Action => ({ do: 'put', table: 'keys', row, if: { is: 'absent' } })
  return { keys, actions: [...rows, ...subjects].map(put) }
}
