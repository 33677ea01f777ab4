import type { Policy } from '@wardgraph/access'
import type { TenantKeys } from '@wardgraph/vault'
import { type Identified, identifierPosting } from './identifierPosting.ts'
import { postingPartitions } from './keys.ts'
import { Reader } from './reader.ts'
import type { Key, Table } from './table.ts'

/**
 * The id of the only record with this identifier, which its own row says too; undefined if there is none, or several.
 * @throws TableError, VaultError
 */
export async function findIdentified(
  { table, keys, policy }: { readonly table: Table; readonly keys: TenantKeys; readonly policy: Policy },
  identified: Identified,
): Promise<string | undefined> {
  const posting = identifierPosting(identified)
  const load = async (key: Key) => (await table.get([key]))[0]
  const reader = new Reader({ table, keys, policy, load, now: 0 })
  const pks = postingPartitions(keys, posting)
  const rows = await Promise.all(pks.map((pk) => table.query({ table: 'directory', pk, limit: MOST })))
  const held: string[] = []
  for (const id of new Set(rows.flat().map(({ sk }) => String(sk)))) {
    const stored = await reader.find({ type: identified.type, id, patient: null })
    if (stored !== undefined && reader.holds(stored, posting)) held.push(stored.id)
  }
  return held.length === 1 ? held[0] : undefined
}

/** So many postings of one identifier are looked at: each is a record of its own, and two are too many already. */
const MOST = 20
