import { randomBytes } from 'node:crypto'
import { VaultError } from './errors.ts'
import { checkItemMac, macVersion, withItemMac } from './itemMac.ts'
import { binary, keysTable, namedRows, sortKeyOf, tenantMac, tenantPartition } from './keyRows.ts'
import { isNamedFor, isOutdated } from './largePart.ts'
import { openPart, type PartOf, renewPart } from './part.ts'
import type { Attribute, Row } from './row.ts'
import { type Changes, withChanges } from './sealItem.ts'
import { macContextOf, newMaterial, openSubjectKey, type SubjectOf, wrapSubjectKey } from './subjectKey.ts'
import { wrappedVersions } from './subjectRow.ts'
import { openedOf, type TenantKeys } from './tenantKeys.ts'
import { type LastingOf, openLasting, wrapLasting, wrappedUnder } from './tenantRoot.ts'

/**
 * The stored row of a record under the newest key of its subject, with `changes` applied; undefined where all of it is
 * already. `documents`: the names, by class, of those that were sealed anew. Nothing that is opened for it leaves the
 * vault. @throws ERR_VAULT_INTEGRITY, ERR_VAULT_INPUT where a document is under an older key and was not
 */
export function renewItem(
  of: PartOf & {
    readonly table: string
    readonly row: Row
    readonly isPart: (name: string) => boolean
    readonly documents?: Readonly<Record<string, string>>
    readonly changes: Changes
  },
): Row | undefined {
  const { key, table, row, isPart, documents = {}, changes } = of
  const context = macContextOf(key, table)
  checkItemMac(context, row)
  const renewed: Record<string, Attribute> = { ...documents }
  for (const [name, value] of Object.entries(row)) {
    if (!isPart(name)) continue
    if (typeof value === 'string') {
      if (isOutdated(key, documents[name] ?? value)) throw new VaultError('ERR_VAULT_INPUT')
      continue
    }
    const part = renewPart(of, binary(value))
    if (part !== undefined) renewed[name] = part
  }
  const isNewest = Object.keys(renewed).length === 0 && macVersion(row) === context.keys.newest.version
  return isNewest ? undefined : withItemMac(context, withChanges({ ...row, ...renewed }, changes))
}

/**
 * The tokens, now and under other versions of the index root, of values that a record's row keeps sealed in the part
 * `name`, a list of lists of values. No value leaves the vault. @throws ERR_VAULT_INTEGRITY
 */
export function keptTokens(
  keys: TenantKeys,
  of: PartOf & { readonly table: string; readonly row: Row; readonly name: string; readonly index: string },
): readonly ReturnType<TenantKeys['indexTokens']>[] {
  const { key, table, row, name, index } = of
  checkItemMac(macContextOf(key, table), row)
  const kept: readonly (readonly string[])[] = JSON.parse(openPart(of, binary(row[name])))
  return kept.map((values) => keys.indexTokens({ index, values }))
}

/**
 * Which of these types a record's row is of, by what opens: a row whose key does not say. Undefined where none is; the
 * first where the row has no part. @throws ERR_VAULT_INTEGRITY
 */
export function findType(
  of: Omit<PartOf, 'type'> & {
    readonly row: Row
    readonly isPart: (name: string) => boolean
    readonly classes: Readonly<Record<string, { readonly id: number }>>
    readonly types: readonly string[]
  },
): string | undefined {
  const name = Object.keys(of.row).find(of.isPart)
  if (name === undefined) return of.types[0]
  const value = of.row[name]
  if (typeof value === 'string') {
    const id = of.classes[name]?.id
    if (id === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
    return of.types.find((type) => isNamedFor({ ...of, type, class: { name, id } }, value))
  }
  const part = binary(value)
  return of.types.find((type) => opens({ ...of, type }, part))
}

function opens(of: PartOf, part: Uint8Array): boolean {
  try {
    renewPart(of, part)
    return true
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}

/**
 * A row without subject under the tenant's newest root, the keys in it wrapped by that, with `changes` applied; undefined
 * where it is already, and for a root, which is replaced at the end. @throws ERR_VAULT_INTEGRITY
 */
export function renewRow(
  keys: TenantKeys,
  { table, row, changes }: { readonly table: string; readonly row: Row; readonly changes: Changes },
): Row | undefined {
  const { roots, ...opened } = openedOf(keys)
  const context = tenantMac(opened, { roots, table })
  checkItemMac(context, row)
  if (row.b !== undefined && table === keysTable) return undefined
  const rewrapped = table === keysTable ? rewrap(keys, row) : {}
  const isNewest = Object.keys(rewrapped).length === 0 && macVersion(row) === roots.newest.version
  return isNewest ? undefined : withItemMac(context, withChanges({ ...row, ...rewrapped }, changes))
}

/** What is wrapped in a row of the keys table and not yet by the newest root, wrapped anew. */
function rewrap(keys: TenantKeys, row: Row): Record<string, Attribute> {
  const { roots, lasting: _, ...of } = openedOf(keys)
  const { version: newest } = roots.newest
  const subject = subjectOf(keys, row)
  if (subject !== undefined) {
    const stale = wrappedVersions(row).filter(({ wrapped }) => wrappedUnder(wrapped) !== newest)
    return Object.fromEntries(
      stale.map(({ version, wrapped }) => {
        const material = openSubjectKey({ ...subject, version }, roots, wrapped)
        const again = wrapSubjectKey({ ...subject, version }, roots, material)
        material.fill(0)
        return [`k${version}`, again]
      }),
    )
  }
  const [named] = namedRows(of, [row])
  if (named === undefined || row.k === undefined || wrappedUnder(binary(row.k)) === newest) return {}
  const lasting: LastingOf = { ...of, name: named.name, version: named.version }
  return { k: wrapLasting(lasting, roots, openLasting(lasting, roots, binary(row.k)).export()) }
}

/** Whose key a row of the keys table is; undefined for the tenant's own. */
function subjectOf(keys: TenantKeys, { pk }: Row): SubjectOf | undefined {
  const { deployment, tenant } = openedOf(keys)
  const [, , , subject] = String(pk).split('#')
  return subject === undefined ? undefined : { deployment, tenant, subject }
}

/**
 * The row of a root that has been replaced and binds and wraps nothing any more: no key of KMS opens it, but the root in
 * use, for what its audit keys have bound. @throws ERR_VAULT_INPUT for the newest
 */
export function replacedRoot(keys: TenantKeys, row: Row, changes: Changes): Row {
  const { roots, ...opened } = openedOf(keys)
  const context = tenantMac(opened, { roots, table: keysTable })
  checkItemMac(context, row)
  const [named] = namedRows(opened, [row])
  if (named?.name !== 'root' || row.b === undefined || named.version >= roots.newest.version)
    throw new VaultError('ERR_VAULT_INPUT')
  const { name, version } = named
  const k = wrapLasting({ ...opened, name, version }, roots, roots.at(version).itself.export())
  return withItemMac(
    context,
    withChanges({ ...row, k }, { ...changes, b: undefined, kms: undefined, t: undefined, f: undefined }),
  )
}

/** A subject's row with one more version of its key, written with from `from` (ms) on. @throws ERR_VAULT_INTEGRITY */
export function withNewVersion(
  keys: TenantKeys,
  { row, from, changes }: { readonly row: Row; readonly from: number; readonly changes: Changes },
): Row {
  const { roots, ...opened } = openedOf(keys)
  const context = tenantMac(opened, { roots, table: keysTable })
  checkItemMac(context, row)
  const subject = subjectOf(keys, row)
  const last = wrappedVersions(row).at(-1)
  if (subject === undefined || last === undefined || last.version >= 0xffff) throw new VaultError('ERR_VAULT_INPUT')
  const version = last.version + 1
  const material = newMaterial()
  const wrapped = wrapSubjectKey({ ...subject, version }, roots, material)
  material.fill(0)
  return withItemMac(context, withChanges(row, { ...changes, [`k${version}`]: wrapped, [`f${version}`]: from }))
}

/** A subject's row with the newest version of its key alone, which must be all that its rows are under. @throws ERR_VAULT_INTEGRITY */
export function withoutOldVersions(
  keys: TenantKeys,
  { row, changes }: { readonly row: Row; readonly changes: Changes },
): Row {
  const { roots, ...opened } = openedOf(keys)
  const context = tenantMac(opened, { roots, table: keysTable })
  checkItemMac(context, row)
  const old = wrappedVersions(row).slice(0, -1)
  const gone = old.flatMap(({ version }) => [`k${version}`, `f${version}`]).map((name) => [name, undefined] as const)
  return withItemMac(context, withChanges(row, { ...changes, ...Object.fromEntries(gone) }))
}

/** One more index root, written with from `from` (ms) on. @throws ERR_VAULT_INPUT */
export function newIndexRoot(keys: TenantKeys, from: number): Row {
  const { roots, lasting, ...of } = openedOf(keys)
  const version = Math.max(...lasting.ix.all.map((one) => one.version)) + 1
  const named: LastingOf = { ...of, name: 'ix', version }
  const place = { pk: tenantPartition(of.tenant), sk: sortKeyOf(named) }
  const k = wrapLasting(named, roots, randomBytes(32))
  return withItemMac(tenantMac(of, { roots, table: keysTable }), { ...place, k, f: from })
}

/** The row of an index root under which there is no posting any more: without it. @throws ERR_VAULT_INPUT for the newest */
export function withoutIndexRoot(keys: TenantKeys, row: Row, changes: Changes): Row {
  const { roots, lasting, ...of } = openedOf(keys)
  const context = tenantMac(of, { roots, table: keysTable })
  checkItemMac(context, row)
  const [named] = namedRows(of, [row])
  if (named?.name !== 'ix' || named.version >= lasting.ix.newest.version) throw new VaultError('ERR_VAULT_INPUT')
  return withItemMac(context, withChanges(row, { ...changes, k: undefined, f: undefined }))
}
