import { hash } from 'node:crypto'
import { VaultError } from './errors.ts'
import { byteLength, type Field, writeLp } from './frame.ts'
import type { Attribute, Row } from './row.ts'

// Names in ASCII sort by UTF-16 as they do by bytes, and `__proto__` is not one of them.
const attributeName = /^[A-Za-z][A-Za-z0-9_.#-]{0,254}$/

/**
 * `label | LP(head) ... | LP(name) | type letter | LP(value)` of each attribute in the order of the names: no two rows
 * give the same bytes. @throws VaultError of this code for what cannot be bound
 */
export function rowBytes(
  of: { readonly label: string; readonly heads: readonly string[]; readonly row: Row },
  code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY',
): Buffer {
  const { label, heads, row } = of
  const names = Object.keys(row).sort()
  const attributes = names.map((name) => typed(name, row[name], code))
  let size = label.length
  for (const head of heads) size += 4 + byteLength(head)
  for (const { name, letter, value } of attributes) size += 8 + name.length + letter.length + byteLength(value)
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.write(label, 0, 'latin1')
  for (const head of heads) at = writeLp(bytes, at, head)
  for (const { name, letter, value } of attributes) {
    at = writeLp(bytes, at, name)
    at += bytes.write(letter, at, 'latin1')
    at = writeLp(bytes, at, value)
  }
  return bytes
}

/**
 * What the audit trail says of a stored row: the first 16 bytes of SHA-256 over all of it, in base64url. Nobody guesses
 * it from what a row might say: the row's MAC, 32 bytes under its subject's key, is in it. @throws ERR_VAULT_INTEGRITY
 */
export function rowHash({ table, row }: { readonly table: string; readonly row: Row }): string {
  const bytes = rowBytes({ label: 'wg.row', heads: [table], row }, 'ERR_VAULT_INTEGRITY')
  return hash('sha256', bytes, 'buffer').subarray(0, 16).toString('base64url')
}

interface Typed {
  readonly name: string
  readonly letter: 'S' | 'N' | 'B' | 'BOOL'
  readonly value: Field
}

function typed(name: string, value: Attribute | undefined, code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY'): Typed {
  if (attributeName.test(name)) {
    // Lone surrogates would all become U+FFFD, and two strings one MAC.
    if (typeof value === 'string' && value.isWellFormed()) return { name, letter: 'S', value }
    if (value instanceof Uint8Array) return { name, letter: 'B', value }
    if (typeof value === 'number' && Number.isSafeInteger(value)) return { name, letter: 'N', value: String(value) }
    if (typeof value === 'boolean') return { name, letter: 'BOOL', value: Uint8Array.of(value ? 1 : 0) }
  }
  throw new VaultError(code)
}
