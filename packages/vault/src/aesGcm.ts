import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { VaultError } from './errors.ts'

const cipherName = 'aes-256-gcm'
const nonceLength = 12
// Without it Node accepts tags cut down to four bytes.
export const authTagLength = 16

/** What sealing adds to the plaintext: nonce 12 and tag 16. */
export const sealOverhead = nonceLength + authTagLength

/** `head | nonce 12 | ciphertext | tag 16` with a fresh random nonce (NIST SP 800-38D, 8.2.2). */
export function seal(options: { key: KeyObject; head: Uint8Array; plaintext: Uint8Array; aad: Uint8Array }): Buffer {
  const nonce = randomBytes(nonceLength)
  return Buffer.concat([options.head, nonce, ...encrypt({ ...options, nonce })])
}

/** The plaintext of `nonce 12 | ciphertext | tag 16`. @throws ERR_VAULT_INTEGRITY */
export function open(options: { key: KeyObject; sealed: Uint8Array; aad: Uint8Array }): Buffer {
  const { sealed } = options
  if (sealed.length < sealOverhead) throw new VaultError('ERR_VAULT_INTEGRITY')
  return decrypt({ ...options, nonce: sealed.subarray(0, nonceLength), sealed: sealed.subarray(nonceLength) })
}

/** Ciphertext and tag under a nonce that this key has never seen. */
export function encrypt(options: {
  key: KeyObject
  nonce: Uint8Array
  plaintext: Uint8Array
  aad: Uint8Array
}): readonly [ciphertext: Buffer, tag: Buffer] {
  const cipher = createCipheriv(cipherName, options.key, options.nonce, { authTagLength })
  cipher.setAAD(options.aad)
  const ciphertext = cipher.update(options.plaintext)
  cipher.final()
  return [ciphertext, cipher.getAuthTag()]
}

/** The plaintext of `ciphertext | tag 16`. @throws ERR_VAULT_INTEGRITY */
export function decrypt(options: { key: KeyObject; nonce: Uint8Array; sealed: Uint8Array; aad: Uint8Array }): Buffer {
  const { sealed } = options
  const end = sealed.length - authTagLength
  if (end < 0) throw new VaultError('ERR_VAULT_INTEGRITY')
  const decipher = createDecipheriv(cipherName, options.key, options.nonce, { authTagLength })
  decipher.setAAD(options.aad)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(0, end))
  try {
    decipher.final()
  } catch (cause) {
    throw new VaultError('ERR_VAULT_INTEGRITY', { cause })
  }
  return plaintext
}
