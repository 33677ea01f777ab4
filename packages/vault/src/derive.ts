import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** A 32-byte key from `key` by HKDF-SHA256 (RFC 5869) without salt, `info` in UTF-8. */
export function derive(key: KeyObject, info: string): KeyObject {
  return importKey(new Uint8Array(hkdfSync('sha256', key, '', info, 32)))
}

/** Takes the bytes over into a KeyObject and zeroes them. */
export function importKey(bytes: Uint8Array): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}
