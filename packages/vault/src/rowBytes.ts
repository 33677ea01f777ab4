import { hash } from 'node:crypto'
import { VaultError } from './errors.ts'
import { type Field, mostBytes, writeLp } from './frame.ts'
import type { Attribute, Row } from './row.ts'

// Names in ASCII sort by UTF-16 as they do by bytes, and `__proto__` is not one of them.
const attributeName = /^[A-Za-z][A-Za-z0-9_.#-]{0,254}$/

// In ASCII, written as bytes: every row that is read passes here.
const letters = { S: 0x53, B: 0x42, N: 0x4e }

/**
 * `label | LP(head) ... | LP(name) | type letter | LP(value)` of each attribute, but one, in the order of the names: no two
 * rows give the same bytes. @throws VaultError of this code for what cannot be bound
 */
export function rowBytes(
  of: { readonly label: string; readonly heads: readonly string[]; readonly row: Row; readonly but?: string },
  code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY',
): Buffer {
  const { label, heads, row, but } = of
  const names = Object.keys(row).sort()
  let size = label.length
  for (const head of heads) size += 4 + mostBytes(head)
  for (const name of names) size += 8 + name.length + mostTyped(row[name])
  const bytes = Buffer.allocUnsafe(size)
  let at = bytes.write(label, 0, 'latin1')
  for (const head of heads) at = writeLp(bytes, at, head)
  for (const name of names) {
    if (name === but) continue
    if (!attributeName.test(name)) throw new VaultError(code)
    at = writeLp(bytes, at, name)
    const value = row[name]
    // Lone surrogates would all become U+FFFD, and two strings one MAC.
    if (typeof value === 'string' && value.isWellFormed()) at = writeTyped(bytes, at, letters.S, value)
    else if (value instanceof Uint8Array) at = writeTyped(bytes, at, letters.B, value)
    else if (typeof value === 'number' && Number.isSafeInteger(value)) {
      at = writeTyped(bytes, at, letters.N, String(value))
    } else if (typeof value === 'boolean') {
      at = writeLp(bytes, at + bytes.write('BOOL', at, 'latin1'), Uint8Array.of(value ? 1 : 0))
    } else throw new VaultError(code)
  }
  return bytes.subarray(0, at)
}

/**
 * What the audit trail says of a stored row: the first 16 bytes of SHA-256 over all of it, in base64url. Nobody guesses
 * it from what a row might say: the row's MAC, 32 bytes under its subject's key, is in it. @throws ERR_VAULT_INTEGRITY
 */
export function rowHash({ table, row }: { readonly table: string; readonly row: Row }): string {
  const bytes = rowBytes({ label: 'wg.row', heads: [table], row }, 'ERR_VAULT_INTEGRITY')
  return hash('sha256', bytes, 'buffer').subarray(0, 16).toString('base64url')
}

/** Writes `type letter | LP(value)` at `at` and returns where it ends. */
function writeTyped(bytes: Buffer, at: number, letter: number, value: Field): number {
  bytes[at] = letter
  return writeLp(bytes, at + 1, value)
}

/** What a type and a value take at most: `BOOL` has four letters, a safe integer 17 characters. */
function mostTyped(value: Attribute | undefined): number {
  return 4 + (typeof value === 'string' || value instanceof Uint8Array ? mostBytes(value) : 17)
}
