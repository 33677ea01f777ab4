import type { Policy } from '@wardgraph/access'
import { copyItem, type TenantKeys } from '@wardgraph/vault'
import { historyKey, recordKey } from './keys.ts'
import type { Stored } from './reader.ts'
import { replaced } from './replaced.ts'
import type { Action } from './table.ts'

/**
 * An old version of what was FHIR without a type of its own, moved to where those of its type stand, its parts copied
 * unopened. @throws VaultError ERR_VAULT_INTEGRITY
 */
export function upcastVersion(
  stored: Stored,
  { policy, keys }: { readonly policy: Policy; readonly keys: TenantKeys },
): readonly Action[] {
  const { row, key, type, id } = stored
  const { pk } = recordKey(policy, keys.tenant, stored)
  const sk = historyKey(policy, { type, id, version: Number(row.v) })
  return replaced(row, copyItem({ key, table: 'records', row, changes: { pk, sk } }))
}
