import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { indexOf, postingsOf } from './keys.ts'
import { KINDS } from './kinds.ts'
import type { Action, Key } from './table.ts'

/** The postings of a row whose values its record should have alone. */
export function uniquesOf(type: string, row: Row | undefined): readonly string[] {
  const unique = KINDS.get(type)?.unique ?? []
  return row === undefined ? [] : postingsOf(row).filter((posting) => unique.includes(indexOf(posting)))
}

/** Where it stands who has the value of a posting first. */
export function uniqueKey(posting: string): Key {
  const [tenant, , ...rest] = posting.split('#')
  return { table: 'directory', pk: [tenant, 'Q', ...rest].join('#'), sk: '-' }
}

/** The record that has the value, as its row says; undefined where there is none. @throws VaultError ERR_VAULT_INTEGRITY */
export function holderOf(keys: TenantKeys, row: Row | undefined): string | undefined {
  if (row === undefined) return undefined
  keys.verify({ table: 'directory', row })
  if (typeof row.id !== 'string') throw new VaultError('ERR_VAULT_INTEGRITY')
  return row.id
}

/** Makes a record the one that has the value, on condition that none is. */
export function claimAction(
  keys: TenantKeys,
  { posting, id }: { readonly posting: string; readonly id: string },
): Action {
  const { table, pk, sk } = uniqueKey(posting)
  return { do: 'put', table, row: keys.protect({ table, row: { pk, sk, id } }), if: { is: 'absent' } }
}
