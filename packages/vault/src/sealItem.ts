import { VaultError } from './errors.ts'
import { checkItemMac, withItemMac } from './itemMac.ts'
import { type PartOf, sealPart } from './part.ts'
import type { Attribute, Row } from './row.ts'
import { macContextOf, type SubjectKey } from './subjectKey.ts'

/**
 * One class of a record: the class's id and its JSON value, of which `undefined` and `{}` leave no part; or the name of the
 * document that has it, which stands in the row instead.
 */
export type Part = { readonly id: number; readonly value: unknown } | { readonly document: string }

/** Attributes to set, or to take away where `undefined`. */
export type Changes = Readonly<Record<string, Attribute | undefined>>

interface SealOptions extends PartOf {
  readonly table: string
  readonly row: Row
  readonly parts: Readonly<Record<string, Part>>
  /** Classes to deflate where that is smaller; the stored length then tells more about the content. */
  readonly compress?: ReadonlySet<string>
}

/**
 * A new row: `row` (without parts), one sealed attribute per class, and `m`.
 * @throws ERR_VAULT_INPUT for an attribute that is taken, or a value that is no JSON
 */
export function sealItem(options: SealOptions): Row {
  const { key, table, row, parts } = options
  if (Object.hasOwn(row, 'm') || Object.keys(parts).some((name) => Object.hasOwn(row, name))) {
    throw new VaultError('ERR_VAULT_INPUT')
  }
  return withItemMac(macContextOf(key, table), { ...row, ...seal(options) })
}

/**
 * The stored `row` with `changes` applied, the classes in `parts` replaced (or removed) and all others kept unopened.
 * @throws ERR_VAULT_INTEGRITY if the stored row does not verify, ERR_VAULT_INPUT
 */
export function resealItem(options: SealOptions & { readonly changes: Changes }): Row {
  const { key, table, row, parts, changes } = options
  const removed = Object.keys(parts).map((name) => [name, undefined] as const)
  return copyItem({ key, table, row, changes: { ...changes, ...Object.fromEntries(removed), ...seal(options) } })
}

/**
 * The stored `row` with `changes` applied and its parts carried along unopened: a history row, a moved sort key.
 * @throws ERR_VAULT_INTEGRITY if the stored row does not verify, ERR_VAULT_INPUT
 */
export function copyItem(options: { key: SubjectKey; table: string; row: Row; changes: Changes }): Row {
  const context = macContextOf(options.key, options.table)
  checkItemMac(context, options.row)
  if (Object.hasOwn(options.changes, 'm')) throw new VaultError('ERR_VAULT_INPUT')
  return withItemMac(context, withChanges(options.row, options.changes))
}

/** `row` with `changes` applied; its `m` is no longer right. */
export function withChanges(row: Row, changes: Changes): Row {
  const copy: Record<string, Attribute> = {}
  for (const [name, value] of Object.entries({ ...row, ...changes })) {
    if (value !== undefined) copy[name] = value
  }
  return copy
}

/** Shorter JSON hardly gets smaller. */
const WORTH_DEFLATING = 64

function seal(options: SealOptions): Record<string, Uint8Array | string> {
  const sealed: Record<string, Uint8Array | string> = {}
  for (const [name, part] of Object.entries(options.parts)) {
    if ('document' in part) {
      sealed[name] = part.document
      continue
    }
    const json = toJson(part.value)
    if (json === undefined || json === '{}') continue
    const compression = options.compress?.has(name) && json.length >= WORTH_DEFLATING ? 'deflate' : 'none'
    sealed[name] = sealPart(options, { classId: part.id, json, compression })
  }
  return sealed
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new VaultError('ERR_VAULT_INPUT', { cause })
  }
}
