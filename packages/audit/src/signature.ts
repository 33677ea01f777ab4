import { type KeyObject, verify } from 'node:crypto'
import type { Digest } from './digest.ts'
import type { PublicKey } from './publicKey.ts'

/** Order of the P-256 group (FIPS 186-5, SP 800-186 section 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

function readInteger(der: Uint8Array, at: number): { readonly value: bigint; readonly end: number } | undefined {
  const length = der[at + 1]
  if (der[at] !== 0x02 || length === undefined || length < 1 || length > 33) return undefined
  const end = at + 2 + length
  const digits = der.subarray(at + 2, end)
  if (digits.length !== length) return undefined
  return { value: BigInt(`0x${Buffer.from(digits).toString('hex')}`), end }
}

function writeInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : []
  return Buffer.from([0x02, digits.length + sign.length, ...sign, ...digits])
}

/**
 * The one form in which a signature is kept: DER with the lower of the two values of s, since (r, order - s) verifies
 * as well and a digest must not have two forms. Undefined where the bytes are no P-256 signature.
 */
export function canonicalSignature(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined
  const r = readInteger(der, 2)
  const s = r && readInteger(der, r.end)
  if (r === undefined || s === undefined || s.end !== der.length) return undefined
  if (r.value < 1n || r.value >= order || s.value < 1n || s.value >= order) return undefined
  const low = s.value > order / 2n ? order - s.value : s.value
  const body = Buffer.concat([writeInteger(r.value), writeInteger(low)])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

/** Tells whether the canonical signature is the key's over the text (ECDSA with SHA-256). */
export function signatureHolds(options: {
  readonly text: string
  readonly signature: Uint8Array
  readonly key: KeyObject
}): boolean {
  const { text, signature, key } = options
  const canonical = canonicalSignature(signature)
  if (canonical === undefined || !Buffer.from(canonical).equals(signature)) return false
  return verify('sha256', Buffer.from(text), key, signature)
}

/** Tells whether a digest names the key as its own and is signed by it. */
export function isSignedBy({ key, fingerprint }: PublicKey, { text, payload, signature }: Digest): boolean {
  return payload.key === fingerprint && signatureHolds({ text, signature, key })
}
