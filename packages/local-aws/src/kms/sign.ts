import { createECDH, createHash, type KeyObject } from 'node:crypto'

// The order of P-256 (FIPS 186-5, SP 800-186 3.2.1.3).
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * ECDSA over P-256 with SHA-256 (FIPS 186-5, 6.4.1) in DER. Node signs messages only, KMS also digests; the curve
 * arithmetic is OpenSSL's, the rest takes variable time, which is good enough for keys of a development machine.
 */
export function signMessage(key: KeyObject, message: Buffer): Buffer {
  return signDigest(key, createHash('sha256').update(message).digest())
}

/** Signs a SHA-256 digest; see `signMessage`. */
export function signDigest(key: KeyObject, digest: Buffer): Buffer {
  const d = BigInt(`0x${Buffer.from(String(key.export({ format: 'jwk' }).d), 'base64url').toString('hex')}`)
  const z = BigInt(`0x${digest.toString('hex')}`)
  for (;;) {
    const ephemeral = createECDH('prime256v1')
    const point = ephemeral.generateKeys()
    const k = BigInt(`0x${ephemeral.getPrivateKey('hex')}`)
    const r = BigInt(`0x${point.subarray(1, 33).toString('hex')}`) % n
    const s = (inverse(k) * ((z + r * d) % n)) % n
    if (r !== 0n && s !== 0n) return der([r, s])
  }
}

/** Fermat: k^(n-2) mod n, n being prime. */
function inverse(k: bigint): bigint {
  let result = 1n
  let base = k
  for (let exponent = n - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % n
    base = (base * base) % n
  }
  return result
}

function der(integers: readonly bigint[]): Buffer {
  const encoded = integers.map((integer) => {
    const hex = integer.toString(16)
    const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
    // A leading bit of 1 would read as a minus.
    const unsigned = bytes.readUInt8() < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes])
    return Buffer.concat([Buffer.of(0x02, unsigned.length), unsigned])
  })
  const body = Buffer.concat(encoded)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
