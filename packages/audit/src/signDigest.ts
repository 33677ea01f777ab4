import type { KeyObject } from 'node:crypto'
import type { Signer } from '@wardgraph/vault'
import { type DigestPayload, encodeDigest } from './digest.ts'
import { AuditError } from './errors.ts'
import { canonicalSignature, findPublicKey, signatureHolds } from './signature.ts'

/** Whoever signs digests, with its public key as PEM and as a key. */
export interface DigestSigner {
  readonly signer: Signer
  readonly pem: string
  readonly key: KeyObject
}

/** Asks a signer for its key. @throws AuditError ERR_AUDIT_SIGNER where that is not on P-256 */
export async function digestSignerOf(signer: Signer): Promise<DigestSigner> {
  const pem = await signer.publicKey()
  const key = findPublicKey(pem)
  if (key === undefined) throw new AuditError('ERR_AUDIT_SIGNER')
  return { signer, pem, key }
}

/** The digest's file: the statement as text, and a signature that was checked. @throws AuditError ERR_AUDIT_SIGNER */
export async function signDigest(payload: DigestPayload, { signer, key }: DigestSigner): Promise<string> {
  const text = JSON.stringify(payload)
  const signature = canonicalSignature(await signer.sign(Buffer.from(text)))
  if (signature === undefined || !signatureHolds({ text, signature, key })) throw new AuditError('ERR_AUDIT_SIGNER')
  return encodeDigest({ text, signature })
}
