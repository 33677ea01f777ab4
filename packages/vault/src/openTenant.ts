import { randomBytes } from 'node:crypto'
import type { BoundedCache } from './cache.ts'
import { VaultError } from './errors.ts'
import { withItemMac } from './itemMac.ts'
import {
  binary,
  fromOf,
  keysTable,
  namedRows,
  openLastingRows,
  sortKeyOf,
  tenantMac,
  tenantPartition,
} from './keyRows.ts'
import type { KeyProvider } from './providers.ts'
import type { Row } from './row.ts'
import { type KnownSubject, TenantKeys } from './tenantKeys.ts'
import { importRoot, type LastingOf, rootContext, type TenantOf, type TenantRoot, wrapLasting } from './tenantRoot.ts'
import { type Version, Versions } from './versions.ts'

/** A tenant, and what its keys are opened with and remembered in. */
export interface OpenOptions extends TenantOf {
  readonly provider: KeyProvider
  readonly subjects: BoundedCache<KnownSubject>
  readonly keysTable: () => Promise<string>
  readonly now: () => number
}

/** New keys for a tenant and the four rows that keep them. @throws ERR_VAULT_UNAVAILABLE, ERR_VAULT_INPUT */
export async function createTenant(options: OpenOptions): Promise<{ rows: Row[]; keys: TenantKeys }> {
  const { root, row } = await createRoot(options, { version: 1, from: 0 })
  const roots = new Versions([root], options.now)
  const wrapped = (name: LastingOf['name']): Row => {
    const of = { ...options, name, version: 1 }
    const place = { pk: tenantPartition(options.tenant), sk: sortKeyOf(of) }
    return withItemMac(tenantMac(options, { roots, table: keysTable }), {
      ...place,
      k: wrapLasting(of, roots, randomBytes(32)),
    })
  }
  const rows = [row, wrapped('id'), wrapped('shift'), wrapped('ix')]
  return { rows, keys: openRows(options, roots, rows) }
}

/** A new root and its row, bound by itself. @throws ERR_VAULT_UNAVAILABLE, ERR_VAULT_INPUT */
export async function createRoot(
  options: OpenOptions,
  of: { readonly version: number; readonly from: number; readonly under?: string | undefined },
): Promise<{ readonly root: Version<TenantRoot>; readonly row: Row }> {
  const { version, from } = of
  const pk = tenantPartition(options.tenant)
  const made = await ask(() => options.provider.generate(rootContext(options, version), of.under))
  const root = { version, from, key: importRoot(made.key) }
  const row = {
    pk,
    sk: sortKeyOf({ name: 'root', version }),
    b: made.blob,
    t: await ask(options.keysTable),
    ...(made.under === undefined ? {} : { kms: made.under }),
    ...(from === 0 ? {} : { f: from }),
  }
  const roots = new Versions([root], options.now)
  return { root, row: withItemMac(tenantMac(options, { roots, table: keysTable }), row) }
}

/** Opens a tenant's rows with one call of the provider for each root in use. @throws as Vault.openTenant */
export async function openTenant(options: OpenOptions, rows: readonly Row[]): Promise<TenantKeys> {
  const [{ keys, inUse }, home] = await Promise.all([openAnywhere(options, rows), ask(options.keysTable)])
  // Under the MACs that were just checked: a copy of the table says where it was made.
  if (inUse.some(({ row }) => row.t !== home)) throw new VaultError('ERR_VAULT_RESTORED')
  return keys
}

/** See Vault.moveTenant. */
export async function moveTenant(options: OpenOptions, rows: readonly Row[]) {
  const { keys, roots, inUse } = await openAnywhere(options, rows)
  const t = await ask(options.keysTable)
  const moved = inUse.map(({ row }) =>
    withItemMac(tenantMac(options, { roots, table: keysTable }), { ...row, t, w: Number(row.w ?? 1) + 1 }),
  )
  return { keys, moved }
}

async function openAnywhere(options: OpenOptions, rows: readonly Row[]) {
  const inUse = namedRows(options, rows).filter(({ name, row }) => name === 'root' && row.b !== undefined)
  const opened = await Promise.all(
    inUse.map(async ({ version, row }) => {
      const [blob, context] = [binary(row.b), rootContext(options, version)]
      const under = typeof row.kms === 'string' ? row.kms : undefined
      const key = importRoot(await ask(() => options.provider.decrypt(blob, context, under)))
      return { version, from: fromOf(row), key }
    }),
  )
  const roots = new Versions(opened, options.now)
  return { inUse, roots, keys: openRows(options, roots, rows) }
}

function openRows(options: OpenOptions, roots: Versions<TenantRoot>, rows: readonly Row[]): TenantKeys {
  return new TenantKeys({ ...options, roots, lasting: openLastingRows(options, { roots, rows, now: options.now }) })
}

async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question()
  } catch (cause) {
    if (cause instanceof VaultError) throw cause
    throw new VaultError('ERR_VAULT_UNAVAILABLE', { cause })
  }
}
