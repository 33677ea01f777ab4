import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { VaultError } from './errors.ts'
import type { Row } from './row.ts'
import { rowBytes } from './rowBytes.ts'

const format = 0x21
const label = 'wg.item'
const macLength = 35

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
  const { deployment, table, key, version } = context
  const { m: _, ...bound } = row
  const bytes = rowBytes({ label, heads: [deployment, table], row: bound }, code)
  const mac = Buffer.allocUnsafe(macLength)
  mac[0] = format
  mac.writeUInt16BE(version, 1)
  createHmac('sha256', key).update(bytes).digest().copy(mac, 3)
  return mac
}
