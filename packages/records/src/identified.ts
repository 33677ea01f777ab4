import { normalise, type TenantKeys } from '@wardgraph/vault'
import { postingPartition } from './keys.ts'
import type { Posting } from './kind.ts'
import type { Table } from './table.ts'

/** An identifier as sources write it. */
interface Identified {
  readonly type: string
  readonly system: string
  readonly value: string
}

/** The posting by which a conditional reference finds a record that belongs to no chart. */
export function identifierPosting({ type, system, value }: Identified): Posting {
  return { index: 'IDENTIFIER', values: [type, system, normalise('exact', value)] }
}

/** The id of the only record with this identifier; undefined if there is none, or several. @throws TableError, VaultError */
export async function findIdentified(
  { table, keys }: { readonly table: Table; readonly keys: TenantKeys },
  identified: Identified,
): Promise<string | undefined> {
  const posting = identifierPosting(identified)
  const pk = postingPartition(keys.tenant, { index: posting.index, token: keys.indexToken(posting) })
  const [row, ...others] = await table.query({ table: 'directory', pk, limit: 2 })
  if (row === undefined || others.length > 0) return undefined
  keys.verify({ table: 'directory', row })
  return String(row.sk)
}
