import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { open, seal, sealOverhead } from './aesGcm.ts'
import { VaultError } from './errors.ts'
import { frame } from './frame.ts'
import { type SubjectKey, sealKeyOf } from './subjectKey.ts'

const format = 0x01
const deflated = 0x01
const headLength = 5
const maxPlaintext = 4 * 1024 * 1024

/** The record that a part belongs to. */
export interface PartOf {
  readonly key: SubjectKey
  readonly type: string
  readonly id: string
}

/**
 * Seals one class of one record:
 * `0x01 | flags | u16 subject-key version | class id | nonce 12 | ciphertext | tag 16`, 33 bytes over the JSON.
 * @throws ERR_VAULT_INPUT above 4 MiB of JSON or for a class id outside 1..255
 */
export function sealPart(
  of: PartOf,
  options: { classId: number; json: string; compression: 'none' | 'deflate' },
): Buffer {
  const { classId, json, compression } = options
  if (!Number.isInteger(classId) || classId < 1 || classId > 255) throw new VaultError('ERR_VAULT_INPUT')
  const bytes = Buffer.from(json)
  if (bytes.length > maxPlaintext) throw new VaultError('ERR_VAULT_INPUT')
  let plaintext = bytes
  let flags = 0
  if (compression === 'deflate') {
    const smaller = deflateRawSync(plaintext, { level: constants.Z_BEST_COMPRESSION })
    if (smaller.length < plaintext.length) {
      plaintext = smaller
      flags = deflated
    }
  }
  const head = Uint8Array.of(format, flags, of.key.version >> 8, of.key.version & 0xff, classId)
  const part = seal({ key: sealKeyOf(of.key), head, plaintext, aad: aad(of, head) })
  // A slice of Node's pool, which lives on.
  bytes.fill(0)
  plaintext.fill(0)
  return part
}

/** The JSON of a part. @throws ERR_VAULT_INTEGRITY */
export function openPart(of: PartOf, part: Uint8Array): string {
  const flags = part[1]
  const version = ((part[2] ?? 0) << 8) | (part[3] ?? 0)
  const known = part[0] === format && (flags === 0 || flags === deflated) && version === of.key.version
  if (!known || part.length < headLength + sealOverhead) throw new VaultError('ERR_VAULT_INTEGRITY')
  const plaintext = open({
    key: sealKeyOf(of.key),
    sealed: part.subarray(headLength),
    aad: aad(of, part.subarray(0, headLength)),
  })
  const json = flags === deflated ? inflate(plaintext) : plaintext
  const text = json.toString()
  plaintext.fill(0)
  json.fill(0)
  return text
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: maxPlaintext })
  } catch (cause) {
    throw new VaultError('ERR_VAULT_INTEGRITY', { cause })
  }
}

function aad({ key, type, id }: PartOf, head: Uint8Array): Buffer {
  return frame('wg.part', [key.deployment, key.tenant, key.subject, type, id], head)
}
