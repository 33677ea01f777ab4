import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { ServiceException } from '../serviceException.ts'
import type { Shape } from '../shape.ts'
import { arnOf, assertUsable, type Keys, type KmsKey } from './keys.ts'

// version 1 | key id 16 | nonce 12 | ciphertext | tag 16
const version = 1
const idBytes = 16
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + idBytes + nonceBytes
const cipher = 'aes-256-gcm'

/** The encryption context of a request: names and values that must be given again, in any order. */
export type EncryptionContext = Readonly<Record<string, string>>

/** Encrypts into a blob that names its key, as KMS does. */
export function encrypt(key: KmsKey, plaintext: Buffer, context: EncryptionContext): Buffer {
  const nonce = randomBytes(nonceBytes)
  const head = Buffer.concat([Buffer.of(version), Buffer.from(key.id.replaceAll('-', ''), 'hex'), nonce])
  const sealing = createCipheriv(cipher, key.key, nonce, { authTagLength: tagBytes }).setAAD(aad(head, context))
  return Buffer.concat([head, sealing.update(plaintext), sealing.final(), sealing.getAuthTag()])
}

/**
 * Decrypts a blob with the key it names; `expected`, when given, must be that key.
 * @throws ServiceException InvalidCiphertextException, IncorrectKeyException, DisabledException, KMSInvalidStateException
 */
export function decrypt(
  keys: Keys,
  blob: Buffer,
  { context, expected }: { context: EncryptionContext; expected: KmsKey | undefined },
): { readonly keyArn: string; readonly plaintext: Buffer } {
  if (blob.length < headBytes + tagBytes || blob[0] !== version) throw invalidCiphertext()
  const key = keys.find(uuid(blob.subarray(1, 1 + idBytes)))
  if (key === undefined) throw invalidCiphertext()
  if (expected !== undefined && expected.id !== key.id) {
    throw new ServiceException('IncorrectKeyException', 'The key ID in the request does not identify the CMK')
  }
  assertUsable(key, 'SYMMETRIC_DEFAULT')
  const head = blob.subarray(0, headBytes)
  const opening = createDecipheriv(cipher, key.key, head.subarray(1 + idBytes), { authTagLength: tagBytes })
    .setAAD(aad(head, context))
    .setAuthTag(blob.subarray(-tagBytes))
  try {
    const plaintext = Buffer.concat([opening.update(blob.subarray(headBytes, -tagBytes)), opening.final()])
    return { keyArn: arnOf(key), plaintext }
  } catch {
    throw invalidCiphertext()
  }
}

/** Reads an encryption context of a request. @throws ServiceException SerializationException */
export function contextOf(shape: Shape | undefined): EncryptionContext {
  const context = Object.entries(shape ?? {})
  if (!context.every((pair): pair is [string, string] => typeof pair[1] === 'string')) {
    throw new ServiceException('SerializationException', 'Expected strings in EncryptionContext')
  }
  return Object.fromEntries(context)
}

function aad(head: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.concat([head, Buffer.from(JSON.stringify(pairs))])
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function invalidCiphertext(): ServiceException {
  return new ServiceException('InvalidCiphertextException', 'The ciphertext is invalid')
}
