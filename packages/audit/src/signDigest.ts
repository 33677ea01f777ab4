import { type DigestPayload, encodeDigest } from './digest.ts'
import type { DigestSigner } from './digestSigners.ts'
import { AuditError } from './errors.ts'
import { canonicalSignature, signatureHolds } from './signature.ts'

/** The digest's file: the statement as text, and a signature that was checked. @throws AuditError ERR_AUDIT_SIGNER */
export async function signDigest(payload: DigestPayload, { signer, key }: DigestSigner): Promise<string> {
  const text = JSON.stringify(payload)
  const signature = canonicalSignature(await signer.sign(Buffer.from(text)))
  if (signature === undefined || !signatureHolds({ text, signature, key })) throw new AuditError('ERR_AUDIT_SIGNER')
  return encodeDigest({ text, signature })
}
