import { resourceTypes } from '@wardgraph/fhir'
import { type FoundPlace, keyRow, openKey, partsOf, placeOf, type Stored, subjectOf } from '@wardgraph/records'
import { findType, type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Services } from './services.ts'

/**
 * Rows of the records table with what they are and the keys that open them; each is asked for apart, as it may not be what
 * was written. Undefined: what a destroyed key has sealed, which is on its way out.
 */
export async function storedRows(
  { policy, table }: Services,
  { keys, rows }: { readonly keys: TenantKeys; readonly rows: readonly Row[] },
): Promise<readonly (() => Stored | undefined)[]> {
  const isPart = partsOf(policy)
  const places = rows.map((row) => placeOf(policy, row))
  const subjects = [...new Set(places.flatMap((place) => (place === undefined ? [] : [ownerOf(place)])))]
  const found = await table.get(subjects.map((subject) => keyRow(keys.tenant, subject)))
  const keyRows = new Map(subjects.map((subject, i) => [subject, found[i]]))
  const types = [...resourceTypes]
  return rows.map((row, i) => () => {
    const place = places[i]
    const subject = place && ownerOf(place)
    const subjectRow = subject === undefined ? undefined : keyRows.get(subject)
    if (place === undefined || subject === undefined || subjectRow === undefined)
      throw new VaultError('ERR_VAULT_INTEGRITY')
    const key = openKey(keys, { subject, row: subjectRow })
    if (key === undefined) return undefined
    // Of FHIR without a type of its own only what is sealed says which it is.
    const type = place.type ?? findType({ key, row, id: place.id, isPart, types })
    if (type === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
    // Each try is a decryption, and most rows are of few types: the last one found is tried first.
    if (place.type === null) types.unshift(...types.splice(types.indexOf(type), 1))
    return { ...place, type, row, key }
  })
}

/** What has no type of its own is its patient's, or the tenant's. */
const ownerOf = (place: FoundPlace): string => subjectOf({ ...place, type: place.type ?? '' })
