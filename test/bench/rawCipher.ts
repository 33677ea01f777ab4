import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const OPTIONS = { authTagLength: 16 }

/** What sealing makes of bytes where nothing says whose they are. */
export interface RawSealed {
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  readonly tag: Buffer
}

/** A new key, imported once. */
export const rawKey = (): KeyObject => createSecretKey(randomBytes(32))

/** Node's AES-256-GCM alone: a random nonce, no format, and nothing bound but `aad`. */
export function rawSeal(key: KeyObject, plaintext: Uint8Array, aad?: Uint8Array): RawSealed {
  const nonce = randomBytes(12)
  const cipher = createCipheriv(CIPHER, key, nonce, OPTIONS)
  if (aad !== undefined) cipher.setAAD(aad)
  const ciphertext = cipher.update(plaintext)
  cipher.final()
  return { nonce, ciphertext, tag: cipher.getAuthTag() }
}

/** The plaintext again. @throws Error from Node where it does not verify */
export function rawOpen(key: KeyObject, { nonce, ciphertext, tag }: RawSealed, aad?: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce, OPTIONS)
  if (aad !== undefined) decipher.setAAD(aad)
  decipher.setAuthTag(tag)
  const plaintext = decipher.update(ciphertext)
  decipher.final()
  return plaintext
}
