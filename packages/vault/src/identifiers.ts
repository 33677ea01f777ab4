import { createHmac, type KeyObject } from 'node:crypto'
import { type Field, frame } from './frame.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** RFC 4648 base32 in lower case, without padding: 16 bytes are 26 characters. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31)
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text
}

/** HMAC-SHA256 over `label | LP(field)...`; labels keep the uses of one key apart. */
export function keyedHash(key: KeyObject, label: string, fields: readonly Field[]): Buffer {
  const framed = frame(label, fields)
  const hash = createHmac('sha256', key).update(framed).digest()
  // Names and payloads in a slice of Node's pool, which lives on.
  framed.fill(0)
  return hash
}

/** The id under which a source's record is stored: the same for the same source, and it says nothing about it. */
export function recordId(idKey: KeyObject, of: { system: string; type: string; id: string }): string {
  return base32(keyedHash(idKey, 'wg.id', [of.system, of.type, of.id]).subarray(0, 16))
}

/** The name of a session in keys and audit. */
export function sessionHash(idKey: KeyObject, session: string): string {
  return base32(keyedHash(idKey, 'wg.session', [session]).subarray(0, 16))
}

/** 16 bytes that tell whether a payload was seen before and nothing else; purposes do not mix. */
export function payloadHash(idKey: KeyObject, of: { purpose: string; payload: Field }): Uint8Array {
  return keyedHash(idKey, 'wg.payload', [of.purpose, of.payload]).subarray(0, 16)
}
