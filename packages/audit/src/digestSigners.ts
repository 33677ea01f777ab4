import type { Signer } from '@wardgraph/vault'
import { type Digest, type DigestPayload, findDigest } from './digest.ts'
import { AuditError } from './errors.ts'
import { findKey, findPublicKey, type PublicKey } from './publicKey.ts'
import { isSignedBy } from './signature.ts'

/** Whoever signs digests, with its public key. */
export interface DigestSigner extends PublicKey {
  readonly signer: Signer
  readonly pem: string
}

/** Who signs a trail and, while that one is being replaced, who signed it before. */
export interface DigestSigners {
  readonly now: DigestSigner
  readonly before: DigestSigner | undefined
}

/** Who signs the next digest, and the key (SPKI, base64) that it leaves the one after to; null: its own. */
export interface Turn {
  readonly by: DigestSigner
  readonly successor: string | null
}

/** Asks both for their keys. @throws AuditError ERR_AUDIT_SIGNER where one is not on P-256 */
export async function digestSignersOf(of: {
  readonly signer: Signer
  readonly before: Signer | undefined
}): Promise<DigestSigners> {
  return { now: await withKey(of.signer), before: of.before && (await withKey(of.before)) }
}

async function withKey(signer: Signer): Promise<DigestSigner> {
  const pem = await signer.publicKey()
  const key = findPublicKey(pem)
  if (key === undefined) throw new AuditError('ERR_AUDIT_SIGNER')
  return { ...key, signer, pem }
}

/** Which of them has signed the digest; undefined: neither. */
export function signedBy({ now, before }: DigestSigners, digest: Digest): DigestSigner | undefined {
  return [now, before].find((one) => one !== undefined && isSignedBy(one, digest))
}

/** Whether a digest says that neither of them has signed it. */
export function isForeign({ now, before }: DigestSigners, { payload: { key } }: Digest): boolean {
  return key !== now.fingerprint && key !== before?.fingerprint
}

/**
 * The newest digest that one of them has signed, of digests by their sequence; what somebody else wrote behind it does
 * not count.
 * @throws AuditError ERR_AUDIT_DIGEST_KEY where there is none, but one that names another key
 */
export function newestSigned(signers: DigestSigners, files: ReadonlyMap<number, string>): Digest | undefined {
  let foreign = false
  for (const [seq, file] of [...files].sort(([one], [other]) => other - one)) {
    const digest = findDigest(file)
    if (digest?.payload.seq !== seq) continue
    if (signedBy(signers, digest) !== undefined) return digest
    foreign ||= isForeign(signers, digest)
  }
  if (foreign) throw new AuditError('ERR_AUDIT_DIGEST_KEY')
  return undefined
}

/**
 * Who signs the digest after `last` (undefined: the first). The digest itself says which key that is, so that none takes
 * over that the one before it has not named.
 * @throws AuditError ERR_AUDIT_DIGEST_KEY where it is neither
 */
export function turnAfter(last: DigestPayload | undefined, { now, before }: DigestSigners): Turn {
  if (last === undefined) return { by: now, successor: null }
  const next = last.successor === null ? last.key : findKey(last.successor)?.fingerprint
  if (next === now.fingerprint) return { by: now, successor: null }
  if (before !== undefined && next === before.fingerprint) return { by: before, successor: now.spki }
  throw new AuditError('ERR_AUDIT_DIGEST_KEY')
}
