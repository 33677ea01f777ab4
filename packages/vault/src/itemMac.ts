import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { VaultError } from './errors.ts'
import { byteLength, type Field, writeLp } from './frame.ts'
import type { Attribute, Row } from './row.ts'

const format = 0x21
const label = 'wg.item'
const macLength = 35
// Names in ASCII sort by UTF-16 as they do by bytes, and `__proto__` is not one of them.
const attributeName = /^[A-Za-z][A-Za-z0-9_.#-]{0,254}$/

/** Where and under which key a row is bound. */
export interface MacContext {
  readonly deployment: string
  readonly table: string
  readonly key: KeyObject
  readonly version: number
}

/** `row` with its item MAC `m` over every other attribute. @throws ERR_VAULT_INPUT for what cannot be bound */
export function withItemMac(context: MacContext, row: Row): Row {
  return { ...row, m: itemMac(context, row, 'ERR_VAULT_INPUT') }
}

/** Compares `m` in constant time. @throws ERR_VAULT_INTEGRITY */
export function checkItemMac(context: MacContext, row: Row): void {
  const expected = itemMac(context, row, 'ERR_VAULT_INTEGRITY')
  const { m } = row
  if (!(m instanceof Uint8Array) || m.length !== macLength || !timingSafeEqual(m, expected)) {
    throw new VaultError('ERR_VAULT_INTEGRITY')
  }
}

function itemMac(context: MacContext, row: Row, code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY'): Buffer {
  const attributes = Object.keys(row)
    .filter((name) => name !== 'm')
    .sort()
    .map((name) => typed(name, row[name], code))
  const mac = Buffer.allocUnsafe(macLength)
  mac[0] = format
  mac.writeUInt16BE(context.version, 1)
  createHmac('sha256', context.key).update(message(context, attributes)).digest().copy(mac, 3)
  return mac
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

function message({ deployment, table }: MacContext, attributes: readonly Typed[]): Buffer {
  let size = label.length + 8 + byteLength(deployment) + byteLength(table)
  for (const { name, letter, value } of attributes) size += 8 + name.length + letter.length + byteLength(value)
  const bytes = Buffer.allocUnsafe(size)
  let at = writeLp(bytes, writeLp(bytes, bytes.write(label, 0, 'latin1'), deployment), table)
  for (const { name, letter, value } of attributes) {
    at = writeLp(bytes, at, name)
    at += bytes.write(letter, at, 'latin1')
    at = writeLp(bytes, at, value)
  }
  return bytes
}
