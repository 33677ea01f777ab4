import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { VaultError } from './errors.ts'
import type { Row } from './row.ts'
import { rowBytes } from './rowBytes.ts'

const format = 0x21
const label = 'wg.item'
const macLength = 35

/** The key that binds now, and the one that bound a row which names its version. */
export interface MacKeys {
  readonly newest: { readonly version: number; readonly key: KeyObject }
  /** @throws ERR_VAULT_INTEGRITY where there is none */
  at(version: number): KeyObject
}

/** Where and under which keys a row is bound. */
export interface MacContext {
  readonly deployment: string
  readonly table: string
  readonly keys: MacKeys
}

/** `row` with its item MAC `m` over every other attribute. @throws ERR_VAULT_INPUT for what cannot be bound */
export function withItemMac(context: MacContext, row: Row): Row {
  return { ...row, m: itemMac(context, { row, ...context.keys.newest, code: 'ERR_VAULT_INPUT' }) }
}

/** Compares `m` in constant time. @throws ERR_VAULT_INTEGRITY */
export function checkItemMac(context: MacContext, row: Row): void {
  const { m } = row
  const version = macVersion(row)
  const key = context.keys.at(version)
  const expected = itemMac(context, { row, key, version, code: 'ERR_VAULT_INTEGRITY' })
  if (!(m instanceof Uint8Array) || !timingSafeEqual(m, expected)) throw new VaultError('ERR_VAULT_INTEGRITY')
}

/** The version of the key that a row names; believe it once the MAC is checked. @throws ERR_VAULT_INTEGRITY */
export function macVersion({ m }: Row): number {
  if (!(m instanceof Uint8Array) || m.length !== macLength) throw new VaultError('ERR_VAULT_INTEGRITY')
  return ((m[1] ?? 0) << 8) | (m[2] ?? 0)
}

function itemMac(
  { deployment, table }: MacContext,
  of: { row: Row; key: KeyObject; version: number; code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY' },
): Buffer {
  const { m: _, ...bound } = of.row
  const bytes = rowBytes({ label, heads: [deployment, table], row: bound }, of.code)
  const mac = Buffer.allocUnsafe(macLength)
  mac[0] = format
  mac.writeUInt16BE(of.version, 1)
  createHmac('sha256', of.key).update(bytes).digest().copy(mac, 3)
  return mac
}
