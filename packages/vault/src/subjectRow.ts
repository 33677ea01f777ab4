import { VaultError } from './errors.ts'
import { binary } from './keyRows.ts'
import type { Row } from './row.ts'
import { openSubjectKey, type SubjectOf } from './subjectKey.ts'
import type { TenantRoot } from './tenantRoot.ts'
import type { Version, Versions } from './versions.ts'

/** A version of a subject's key in its row: `k2` is the second, wrapped, and `f2` from when on (ms) it is written with. */
export interface WrappedVersion {
  readonly version: number
  readonly from: number
  readonly wrapped: Uint8Array
}

/** All versions in a subject's row, the oldest first. @throws ERR_VAULT_INTEGRITY */
export function wrappedVersions(row: Row): readonly WrappedVersion[] {
  return Object.keys(row)
    .flatMap((name) => {
      const [, digits] = /^k([1-9][0-9]{0,4})$/.exec(name) ?? []
      const version = Number(digits)
      if (digits === undefined || version > 0xffff) return []
      const from = row[`f${version}`] ?? 0
      if (typeof from !== 'number') throw new VaultError('ERR_VAULT_INTEGRITY')
      return [{ version, from, wrapped: binary(row[name]) }]
    })
    .sort((a, b) => a.version - b.version)
}

/** The versions of a subject's key, opened. @throws ERR_VAULT_SHREDDED where the row says so, ERR_VAULT_INTEGRITY */
export function openSubjectRow(
  of: SubjectOf,
  { roots, row }: { readonly roots: Versions<TenantRoot>; readonly row: Row },
): Version<Uint8Array>[] {
  if (row.shredded !== undefined) throw new VaultError('ERR_VAULT_SHREDDED')
  const versions = wrappedVersions(row)
  if (versions.length === 0) throw new VaultError('ERR_VAULT_INTEGRITY')
  return versions.map(({ version, from, wrapped }) => ({
    version,
    from,
    key: openSubjectKey({ ...of, version }, roots, wrapped),
  }))
}
