import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { VaultError } from './errors.ts'

const cipherName = 'aes-256-gcm'
const nonceLength = 12
// Without it Node accepts tags cut down to four bytes.
const authTagLength = 16

/** What sealing adds to the plaintext: nonce 12 and tag 16. */
export const sealOverhead = nonceLength + authTagLength

/** `head | nonce 12 | ciphertext | tag 16` with a fresh random nonce (NIST SP 800-38D, 8.2.2). */
export function seal(options: { key: KeyObject; head: Uint8Array; plaintext: Uint8Array; aad: Uint8Array }): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(cipherName, options.key, nonce, { authTagLength })
  cipher.setAAD(options.aad)
  const ciphertext = cipher.update(options.plaintext)
  cipher.final()
  return Buffer.concat([options.head, nonce, ciphertext, cipher.getAuthTag()])
}

/** The plaintext of `nonce 12 | ciphertext | tag 16`. @throws ERR_VAULT_INTEGRITY */
export function open(options: { key: KeyObject; sealed: Uint8Array; aad: Uint8Array }): Buffer {
  const { sealed } = options
  if (sealed.length < sealOverhead) throw new VaultError('ERR_VAULT_INTEGRITY')
  const end = sealed.length - authTagLength
  const decipher = createDecipheriv(cipherName, options.key, sealed.subarray(0, nonceLength), { authTagLength })
  decipher.setAAD(options.aad)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(nonceLength, end))
  try {
    decipher.final()
  } catch (cause) {
    throw new VaultError('ERR_VAULT_INTEGRITY', { cause })
  }
  return plaintext
}
