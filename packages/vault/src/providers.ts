/** What a wrapped key is bound to; KMS calls it the encryption context. */
export type EncryptionContext = Readonly<Record<string, string>>

/** Makes and opens data keys. */
export interface KeyProvider {
  /** A new random key of 32 bytes and its wrapped form; the caller zeroes the key. @throws ERR_VAULT_UNAVAILABLE */
  generate(context: EncryptionContext): Promise<{ key: Uint8Array; blob: Uint8Array }>
  /** The 32 bytes in `blob`. @throws ERR_VAULT_INTEGRITY if it was not made here under `context`, ERR_VAULT_UNAVAILABLE */
  decrypt(blob: Uint8Array, context: EncryptionContext): Promise<Uint8Array>
}

/** Signs with ECDSA on NIST P-256 over SHA-256. */
export interface Signer {
  /** The DER signature of `bytes`, of any length. @throws ERR_VAULT_UNAVAILABLE */
  sign(bytes: Uint8Array): Promise<Uint8Array>
  /** The public key as PEM (SubjectPublicKeyInfo). @throws ERR_VAULT_UNAVAILABLE */
  publicKey(): Promise<string>
}
