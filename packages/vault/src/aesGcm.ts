import { createCipheriv, createDecipheriv, type DecipherGCM, type KeyObject, randomBytes } from 'node:crypto'
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
  return decrypt({ ...options, ...split(options.sealed) })
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
  const { ciphertext, decipher } = start(options)
  return verified(decipher, decipher.update(ciphertext))
}

/**
 * As `open`, for the bytes of a key, which the caller zeroes. Node's `update` frees a copy of what it gives without zeroing
 * it; of 16 bytes glibc's list of what is free overwrites all. And up to 64 bytes a typed array lies in V8's heap, which
 * moves and copies it, unless its buffer was made before.
 * @throws ERR_VAULT_INTEGRITY
 */
export function openKey(options: { key: KeyObject; sealed: Uint8Array; aad: Uint8Array }): Uint8Array {
  const { ciphertext, decipher } = start({ ...options, ...split(options.sealed) })
  const key = new Uint8Array(new ArrayBuffer(ciphertext.length))
  for (let at = 0; at < key.length; at += 16) {
    const bytes = decipher.update(ciphertext.subarray(at, at + 16))
    key.set(bytes, at)
    bytes.fill(0)
  }
  return verified(decipher, key)
}

function split(sealed: Uint8Array): { nonce: Uint8Array; sealed: Uint8Array } {
  if (sealed.length < sealOverhead) throw new VaultError('ERR_VAULT_INTEGRITY')
  return { nonce: sealed.subarray(0, nonceLength), sealed: sealed.subarray(nonceLength) }
}

function start(options: { key: KeyObject; nonce: Uint8Array; sealed: Uint8Array; aad: Uint8Array }) {
  const { sealed } = options
  const end = sealed.length - authTagLength
  if (end < 0) throw new VaultError('ERR_VAULT_INTEGRITY')
  const decipher = createDecipheriv(cipherName, options.key, options.nonce, { authTagLength })
  decipher.setAAD(options.aad)
  decipher.setAuthTag(sealed.subarray(end))
  return { ciphertext: sealed.subarray(0, end), decipher }
}

function verified<Bytes extends Uint8Array>(decipher: DecipherGCM, plaintext: Bytes): Bytes {
  try {
    decipher.final()
  } catch (cause) {
    plaintext.fill(0)
    throw new VaultError('ERR_VAULT_INTEGRITY', { cause })
  }
  return plaintext
}
