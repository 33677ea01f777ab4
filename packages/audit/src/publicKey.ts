import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from './chain.ts'

/** A public key on P-256, and how digests name it. */
export interface PublicKey {
  readonly key: KeyObject
  /** DER SubjectPublicKeyInfo in base64: how a digest names the key that signs from the next one on. */
  readonly spki: string
  /** SHA-256 (hex) of that DER: how a digest names the key that signs it. */
  readonly fingerprint: string
}

/** SubjectPublicKeyInfo of P-256 (RFC 5480 section 2) with an uncompressed point, its 91 bytes in their one base64. */
const spkiPattern = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{85}[AQgw]==$/

const pemBlock = /^-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/\s]+={0,2})\s+-----END PUBLIC KEY-----$/

/** The key as a digest names its successor; undefined where that is no public key on P-256, or spelled otherwise. */
export function findKey(spki: string): PublicKey | undefined {
  if (!spkiPattern.test(spki)) return undefined
  const der = Buffer.from(spki, 'base64')
  try {
    return { key: createPublicKey({ key: der, format: 'der', type: 'spki' }), spki, fingerprint: sha256(der) }
  } catch {
    return undefined
  }
}

/** The key in a PEM text, or undefined where it is anything but one public key on P-256: no private key, no certificate. */
export function findPublicKey(pem: string): PublicKey | undefined {
  const der = Buffer.from(pemBlock.exec(pem.trim())?.[1] ?? '', 'base64')
  return findKey(der.toString('base64'))
}
