/** What a wrapped key is bound to; KMS calls it the encryption context. */
export type EncryptionContext = Readonly<Record<string, string>>

/** A new key, its wrapped form, and the name of what wrapped it where there are several; the caller zeroes the key. */
export interface Generated {
  readonly key: Uint8Array
  readonly blob: Uint8Array
  readonly under?: string
}

/** Makes and opens data keys; `under`: not the deployment's own wrapping key but this one. */
export interface KeyProvider {
  /** A new random key of 32 bytes. @throws ERR_VAULT_UNAVAILABLE */
  generate(context: EncryptionContext, under?: string): Promise<Generated>
  /** The 32 bytes in `blob`. @throws ERR_VAULT_INTEGRITY if it was not made here under `context`, ERR_VAULT_UNAVAILABLE */
  decrypt(blob: Uint8Array, context: EncryptionContext, under?: string): Promise<Uint8Array>
}

/** Signs with ECDSA on NIST P-256 over SHA-256. */
export interface Signer {
  /** The DER signature of `bytes`, of any length. @throws ERR_VAULT_UNAVAILABLE */
  sign(bytes: Uint8Array): Promise<Uint8Array>
  /** The public key as PEM (SubjectPublicKeyInfo). @throws ERR_VAULT_UNAVAILABLE */
  publicKey(): Promise<string>
}
