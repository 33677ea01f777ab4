import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { open, seal, sealOverhead } from './aesGcm.ts'
import { dictionary } from './dictionary.ts'
import { VaultError } from './errors.ts'
import { frame } from './frame.ts'
import { placeOf, type SubjectKey, sealKeysOf } from './subjectKey.ts'

const format = 0x01
/** Deflated; and with the dictionary. What is deflated now is both. */
const deflated = 0x01
const withDictionary = 0x03
const headLength = 5
/** Bytes of JSON that a part in a row has at most. */
export const maxPlaintext = 4 * 1024 * 1024

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
  let plaintext: Buffer = bytes
  let flags = 0
  if (compression === 'deflate') {
    const smaller = deflate(plaintext)
    if (smaller.length < plaintext.length) {
      plaintext = smaller
      flags = withDictionary
    }
  }
  const part = sealBytes(of, { flags, classId, plaintext })
  // A slice of Node's pool, which lives on.
  bytes.fill(0)
  return part
}

/** The JSON of a part. @throws ERR_VAULT_INTEGRITY */
export function openPart(of: PartOf, part: Uint8Array): string {
  const { flags, plaintext } = openBytes(of, part)
  const options = flags === withDictionary ? { dictionary } : {}
  const json = flags === 0 ? plaintext : inflate(plaintext, { ...options, maxOutputLength: maxPlaintext })
  const text = json.toString()
  plaintext.fill(0)
  json.fill(0)
  return text
}

/** The same part under the newest key, or undefined where it is already. @throws ERR_VAULT_INTEGRITY */
export function renewPart(of: PartOf, part: Uint8Array): Buffer | undefined {
  const opened = openBytes(of, part)
  if (opened.version !== sealKeysOf(of.key).newest.version) return sealBytes(of, opened)
  opened.plaintext.fill(0)
  return undefined
}

interface Opened {
  readonly flags: number
  readonly version: number
  readonly classId: number
  /** As it was sealed: still deflated where it was. */
  readonly plaintext: Buffer
}

function sealBytes(of: PartOf, { flags, classId, plaintext }: Omit<Opened, 'version'>): Buffer {
  const { version, key } = sealKeysOf(of.key).newest
  const head = Uint8Array.of(format, flags, version >> 8, version & 0xff, classId)
  const part = seal({ key, head, plaintext, aad: aad(of, head) })
  plaintext.fill(0)
  return part
}

function openBytes(of: PartOf, part: Uint8Array): Opened {
  const [first, flags = 0, high = 0, low = 0, classId = 0] = part
  const known = first === format && (flags === 0 || flags === deflated || flags === withDictionary)
  if (!known || part.length < headLength + sealOverhead) throw new VaultError('ERR_VAULT_INTEGRITY')
  const version = (high << 8) | low
  const plaintext = open({
    key: sealKeysOf(of.key).at(version),
    sealed: part.subarray(headLength),
    aad: aad(of, part.subarray(0, headLength)),
  })
  return { flags, version, classId, plaintext }
}

/** JSON as it is sealed, and what `inflate` takes back with the dictionary; inside the package only. */
export function deflate(json: Uint8Array): Buffer {
  return deflateRawSync(json, { level: constants.Z_BEST_COMPRESSION, dictionary })
}

/** What was deflated; inside the package only. @throws ERR_VAULT_INTEGRITY */
export function inflate(
  bytes: Uint8Array,
  options: { readonly dictionary?: Buffer; readonly maxOutputLength: number },
): Buffer {
  try {
    // Parts are short: a buffer of zlib's own size would cost more than the work.
    return inflateRawSync(bytes, { ...options, chunkSize: 4096 })
  } catch (cause) {
    throw new VaultError('ERR_VAULT_INTEGRITY', { cause })
  }
}

function aad({ key, type, id }: PartOf, head: Uint8Array): Buffer {
  return frame('wg.part', [type, id], head, placeOf(key))
}
