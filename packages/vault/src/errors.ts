/** Everything the vault refuses with; the list is closed. */
export type VaultErrorCode =
  | 'ERR_VAULT_INTEGRITY'
  | 'ERR_VAULT_KEYS_MISSING'
  | 'ERR_VAULT_SHREDDED'
  | 'ERR_VAULT_RESTORED'
  | 'ERR_VAULT_UNAVAILABLE'
  | 'ERR_VAULT_PERMIT'
  | 'ERR_VAULT_INPUT'

const sentences: Readonly<Record<VaultErrorCode, string>> = {
  ERR_VAULT_INTEGRITY: 'Stored bytes are not what was sealed here',
  ERR_VAULT_KEYS_MISSING: 'The keys that this needs are not in the keys table',
  ERR_VAULT_SHREDDED: 'The key of this subject was destroyed',
  ERR_VAULT_RESTORED: 'The keys table is not the one that these keys were kept in: what was erased since may be back',
  ERR_VAULT_UNAVAILABLE: 'The key service did not answer',
  ERR_VAULT_PERMIT: 'The permit is for something else',
  ERR_VAULT_INPUT: 'The vault was handed what it cannot seal',
}

/** The vault's only error: a code, a fixed sentence that never holds a value, and the cause where there is one. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly code: VaultErrorCode

  constructor(code: VaultErrorCode, options?: ErrorOptions) {
    super(sentences[code], options)
    this.code = code
  }
}
