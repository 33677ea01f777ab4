import type { KeyObject } from 'node:crypto'
import { VaultError } from './errors.ts'
import { checkItemMac, type MacContext } from './itemMac.ts'
import type { Attribute, Row } from './row.ts'
import { type LastingOf, openLasting, type TenantOf, type TenantRoot } from './tenantRoot.ts'
import { type Version, Versions } from './versions.ts'

/** The table that keys are kept in, under KMS. */
export const keysTable = 'keys'

// Twelve characters without '#': one tenant's keys are no other's prefix. Zeros stand for requests without a tenant.
const tenantIds = /^[a-z0-9]{12}$/
const subjectIds = /^[a-z2-7]{26}$/

/** Where a tenant's root and lasting keys are. @throws ERR_VAULT_INPUT for what is no tenant */
export function tenantPartition(tenant: string): string {
  if (!tenantIds.test(tenant)) throw new VaultError('ERR_VAULT_INPUT')
  return `${tenant}#K`
}

/** Where a subject's key is. @throws ERR_VAULT_INPUT for what is no subject */
export function subjectPartition(tenant: string, subject: string): string {
  if (subject === 'staff' || subject === 'tenant') return `${tenant}#K#S#${subject}`
  if (subjectIds.test(subject)) return `${tenant}#K#P#${subject}`
  throw new VaultError('ERR_VAULT_INPUT')
}

/** A row of a tenant's partition as its sort key names it: `root#2`, `id`, `ix#1`. */
export interface NamedRow {
  readonly name: LastingOf['name']
  readonly version: number
  readonly row: Row
}

/** The rows of a tenant's own partition. @throws ERR_VAULT_INTEGRITY for a name that no row has */
export function namedRows(of: TenantOf, rows: readonly Row[]): readonly NamedRow[] {
  const pk = tenantPartition(of.tenant)
  return rows
    .filter((row) => row.pk === pk)
    .map((row) => {
      const [, versioned, digits, single] = /^(?:(root|ix)#([1-9][0-9]{0,4})|(id|shift))$/.exec(String(row.sk)) ?? []
      const name = versioned ?? single
      const version = Number(digits ?? 1)
      if (!isName(name) || version > 0xffff) throw new VaultError('ERR_VAULT_INTEGRITY')
      return { name, version, row }
    })
}

const isName = (name: string | undefined): name is LastingOf['name'] =>
  name === 'root' || name === 'ix' || name === 'id' || name === 'shift'

/** The sort key of one of them. */
export function sortKeyOf({ name, version }: Pick<LastingOf, 'name' | 'version'>): string {
  return name === 'root' || name === 'ix' ? `${name}#${version}` : name
}

/** What is wrapped in a tenant's rows, opened. */
export interface LastingKeys {
  readonly id: KeyObject
  readonly shift: KeyObject
  readonly ix: Versions<KeyObject>
  /** Roots that are replaced, for what their audit keys have bound. */
  readonly replaced: readonly Version<KeyObject>[]
}

/** Checks the tenant's rows and opens what is wrapped in them. @throws ERR_VAULT_INTEGRITY, ERR_VAULT_KEYS_MISSING */
export function openLastingRows(
  of: TenantOf,
  {
    roots,
    rows,
    now,
  }: { readonly roots: Versions<TenantRoot>; readonly rows: readonly Row[]; readonly now: () => number },
): LastingKeys {
  for (const row of rows) checkItemMac(tenantMac(of, { roots, table: keysTable }), row)
  const named = namedRows(of, rows)
  const opened = (wanted: LastingOf['name']) =>
    named.flatMap(({ name, version, row }) =>
      name === wanted && row.k !== undefined
        ? [{ version, from: fromOf(row), key: openLasting({ ...of, name, version }, roots, binary(row.k)) }]
        : [],
    )
  const only = (name: 'id' | 'shift'): KeyObject => {
    const [found] = opened(name)
    if (found === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    return found.key
  }
  return { id: only('id'), shift: only('shift'), ix: new Versions(opened('ix'), now), replaced: opened('root') }
}

/** The keys that bind a tenant's rows without subject. */
export function tenantMac(
  { deployment }: TenantOf,
  { roots, table }: { readonly roots: Versions<TenantRoot>; readonly table: string },
): MacContext {
  const keys = {
    get newest() {
      const { version, key } = roots.newest
      return { version, key: key.tmac }
    },
    at: (version: number) => roots.at(version).tmac,
  }
  return { deployment, table, keys }
}

/** From when on (ms) a key is written with; a first one always was. @throws ERR_VAULT_INTEGRITY */
export function fromOf({ f = 0 }: Row): number {
  if (typeof f !== 'number') throw new VaultError('ERR_VAULT_INTEGRITY')
  return f
}

/** @throws ERR_VAULT_INTEGRITY for what are no bytes */
export function binary(value: Attribute | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new VaultError('ERR_VAULT_INTEGRITY')
}
