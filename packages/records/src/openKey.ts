import { type Row, type SubjectKey, type TenantKeys, VaultError } from '@wardgraph/vault'

/** A subject's key from its row; undefined where it was destroyed: then nothing of that subject is there. @throws VaultError */
export function openKey(keys: TenantKeys, of: { readonly subject: string; readonly row: Row }): SubjectKey | undefined {
  try {
    return keys.openSubject(of)
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_SHREDDED') return undefined
    throw error
  }
}
