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
  const { key, version } = context.keys.newest
  const m = Buffer.allocUnsafe(macLength)
  m[0] = format
  m.writeUInt16BE(version, 1)
  digestOf(context, { row, key, code: 'ERR_VAULT_INPUT' }).copy(m, 3)
  return { ...row, m }
}

/** Compares `m` in constant time. @throws ERR_VAULT_INTEGRITY */
export function checkItemMac(context: MacContext, row: Row): void {
  const { m } = row
  const key = context.keys.at(macVersion(row))
  const digest = digestOf(context, { row, key, code: 'ERR_VAULT_INTEGRITY' })
  const known = m instanceof Uint8Array && m[0] === format
  if (!known || !timingSafeEqual(m.subarray(3), digest)) throw new VaultError('ERR_VAULT_INTEGRITY')
}

/** The version of the key that a row names; believe it once the MAC is checked. @throws ERR_VAULT_INTEGRITY */
export function macVersion({ m }: Row): number {
  if (!(m instanceof Uint8Array) || m.length !== macLength) throw new VaultError('ERR_VAULT_INTEGRITY')
  return ((m[1] ?? 0) << 8) | (m[2] ?? 0)
}

function digestOf(
  { deployment, table }: MacContext,
  { row, key, code }: { row: Row; key: KeyObject; code: 'ERR_VAULT_INPUT' | 'ERR_VAULT_INTEGRITY' },
): Buffer {
  const bytes = rowBytes({ label, heads: [deployment, table], row, but: 'm' }, code)
  return createHmac('sha256', key).update(bytes).digest()
}
