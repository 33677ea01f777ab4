import { type KeyObject, randomBytes } from 'node:crypto'
import { VaultError } from './errors.ts'
import { keyedHash } from './identifiers.ts'

/** Which record a label is of. */
export interface Labelled {
  readonly patient: string
  readonly type: string
  readonly id: string
}

const format = /^[0-9a-f]{20}$/
const nonceLength = 16

/**
 * Segment bits (16 at most) under a pad that no other label shares: 20 hex digits, 16 of them the nonce. Equal labels
 * look different; what says that it was not changed is the item MAC.
 * @throws ERR_VAULT_INPUT
 */
export function sealLabel(key: KeyObject, of: Labelled & { segments: number }, nonce = randomBytes(8)): string {
  if (!Number.isInteger(of.segments) || of.segments < 1 || of.segments > 0xffff) throw new VaultError('ERR_VAULT_INPUT')
  const start = nonce.toString('hex')
  return start + (of.segments ^ pad(key, of, start)).toString(16).padStart(4, '0')
}

/** The segment bits of a label. @throws ERR_VAULT_INTEGRITY for what `sealLabel` did not make */
export function openLabel(key: KeyObject, of: Labelled & { label: unknown }): number {
  const { label } = of
  if (typeof label !== 'string' || !format.test(label)) throw new VaultError('ERR_VAULT_INTEGRITY')
  const segments = Number.parseInt(label.slice(nonceLength), 16) ^ pad(key, of, label.slice(0, nonceLength))
  // No record is without a segment; taken for such a one, it would need no right at all.
  if (segments === 0) throw new VaultError('ERR_VAULT_INTEGRITY')
  return segments
}

/** Who wrote a record, as a token of this very record: 16 hex digits. */
export function authorToken(key: KeyObject, of: Labelled & { actor: string }): string {
  return keyedHash(key, 'wg.author', [of.patient, of.type, of.id, of.actor]).toString('hex', 0, 8)
}

function pad(key: KeyObject, { patient, type, id }: Labelled, nonce: string): number {
  return keyedHash(key, 'wg.segment', [patient, type, id, nonce]).readUInt16BE()
}
