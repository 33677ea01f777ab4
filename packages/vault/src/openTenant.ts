import { type KeyObject, randomBytes } from 'node:crypto'
import type { BoundedCache } from './cache.ts'
import { VaultError } from './errors.ts'
import { checkItemMac, type MacContext, withItemMac } from './itemMac.ts'
import type { KeyProvider } from './providers.ts'
import type { Attribute, Row } from './row.ts'
import { type KnownSubject, TenantKeys } from './tenantKeys.ts'
import {
  importRoot,
  type LastingKey,
  openLasting,
  rootContext,
  rootVersion,
  type TenantOf,
  type TenantRoot,
  wrapLasting,
} from './tenantRoot.ts'

const table = 'keys'
const rootRow = `root#${rootVersion}`
const lastingRows: Readonly<Record<LastingKey, string>> = { id: 'id', shift: 'shift', ix: 'ix#1' }
// Twelve characters without '#': one tenant's keys are no other's prefix. Zeros stand for requests without a tenant.
const tenantIds = /^[a-z0-9]{12}$/

/** A tenant, and what its keys are opened with and remembered in. */
export interface OpenOptions extends TenantOf {
  readonly provider: KeyProvider
  readonly subjects: BoundedCache<KnownSubject>
  readonly now: () => number
}

/** New keys for a tenant and the four rows that keep them. @throws ERR_VAULT_UNAVAILABLE, ERR_VAULT_INPUT */
export async function createTenant(options: OpenOptions): Promise<{ rows: Row[]; keys: TenantKeys }> {
  const pk = partitionKey(options.tenant)
  const { key, blob } = await ask(() => options.provider.generate(rootContext(options)))
  const root = importRoot(key)
  const wrapped = (name: LastingKey): Row => {
    const k = wrapLasting({ ...options, name }, root, randomBytes(32))
    return withItemMac(mac(options, root), { pk, sk: lastingRows[name], k })
  }
  const rows = [
    withItemMac(mac(options, root), { pk, sk: rootRow, b: blob }),
    wrapped('id'),
    wrapped('shift'),
    wrapped('ix'),
  ]
  return { rows, keys: openRows(options, root, rows) }
}

/** Opens a tenant's rows with one call of the provider. @throws ERR_VAULT_INTEGRITY, ERR_VAULT_KEYS_MISSING, ERR_VAULT_UNAVAILABLE */
export async function openTenant(options: OpenOptions, rows: readonly Row[]): Promise<TenantKeys> {
  const blob = binary(find(options, rows, rootRow).b)
  return openRows(options, importRoot(await ask(() => options.provider.decrypt(blob, rootContext(options)))), rows)
}

function openRows(options: OpenOptions, root: TenantRoot, rows: readonly Row[]): TenantKeys {
  for (const row of rows) checkItemMac(mac(options, root), row)
  const lasting = (name: LastingKey): KeyObject =>
    openLasting({ ...options, name }, root, binary(find(options, rows, lastingRows[name]).k))
  return new TenantKeys({
    ...options,
    root,
    lasting: { id: lasting('id'), shift: lasting('shift'), ix: lasting('ix') },
  })
}

function find(of: TenantOf, rows: readonly Row[], sk: string): Row {
  const pk = partitionKey(of.tenant)
  const row = rows.find((candidate) => candidate.pk === pk && candidate.sk === sk)
  if (!row) throw new VaultError('ERR_VAULT_KEYS_MISSING')
  return row
}

function binary(value: Attribute | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new VaultError('ERR_VAULT_INTEGRITY')
}

function mac({ deployment }: TenantOf, { tmac: key }: TenantRoot): MacContext {
  return { deployment, table, key, version: rootVersion }
}

function partitionKey(tenant: string): string {
  if (!tenantIds.test(tenant)) throw new VaultError('ERR_VAULT_INPUT')
  return `${tenant}#K`
}

async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question()
  } catch (cause) {
    if (cause instanceof VaultError) throw cause
    throw new VaultError('ERR_VAULT_UNAVAILABLE', { cause })
  }
}
