import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { hashedId } from './members.ts'
import type { Action, Key } from './table.ts'

/** A ward or an on-call team; `path`: its id and those of the units around it, from the inside out. */
export interface Unit {
  readonly id: string
  readonly name: string
  readonly path: readonly string[]
  readonly w: number
}

/** Somebody's shift on a unit, and so on the units around it, in [start, end) ms. */
export interface Shift {
  readonly unit: string
  readonly path: readonly string[]
  readonly start: number
  readonly end: number
  readonly w: number
}

/** Who may work on a unit until `end` (ms; null: further notice), and so on the units around it. */
export interface Roster {
  readonly unit: string
  readonly path: readonly string[]
  readonly end: number | null
  readonly w: number
}

/** So many units at most tie one person to patients at once: each is a row that every decision reads. */
export const MOST_UNITS = 8

/** The id of a unit from its name, which is no secret. */
export function unitId(tenant: string, name: string): string {
  return hashedId(`wg.unit ${tenant} ${name}`)
}

/** Where a unit is. */
export function unitKey(tenant: string, unit: string): Key {
  return { table: 'directory', pk: `${tenant}#N#${unit}`, sk: 'A' }
}

/** A person's place on a unit's roster: whoever has none starts no shift there. All of a person's lie under `A#r#`. */
export function rosterKey(tenant: string, { unit, person }: { readonly unit: string; readonly person: string }): Key {
  return { table: 'directory', pk: `${tenant}#U#${person}`, sk: `A#r#${unit}` }
}

/** A person's shift on a unit. */
export function shiftKey(tenant: string, { unit, person }: { readonly unit: string; readonly person: string }): Key {
  return { table: 'directory', pk: `${tenant}#U#${person}`, sk: `A#s#${unit}` }
}

/** The unit that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function unitOf(keys: TenantKeys, row: Row): Unit {
  keys.verify({ table: 'directory', row })
  const [, , id = ''] = String(row.pk).split('#')
  return { id, name: String(row.name), path: String(row.path).split(' '), w: Number(row.w) }
}

/** The shift that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function shiftOf(keys: TenantKeys, row: Row): Shift {
  keys.verify({ table: 'directory', row })
  const [, , unit = ''] = String(row.sk).split('#')
  return { unit, path: String(row.path).split(' '), start: Number(row.start), end: Number(row.end), w: Number(row.w) }
}

/** The place on a roster that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function rosterOf(keys: TenantKeys, row: Row): Roster {
  keys.verify({ table: 'directory', row })
  const [, , unit = ''] = String(row.sk).split('#')
  const end = row.end === undefined ? null : Number(row.end)
  return { unit, path: String(row.path).split(' '), end, w: Number(row.w) }
}

/** A new unit, which must not be there yet. @throws VaultError ERR_VAULT_INPUT for one that is around itself */
export function unitAction(keys: TenantKeys, unit: Omit<Unit, 'w'>): Action {
  const { id, name, path } = unit
  if (path[0] !== id || path.slice(1).includes(id)) throw new VaultError('ERR_VAULT_INPUT')
  return put(keys, unitKey(keys.tenant, id), { name, path: path.join(' '), w: 1 })
}

/** A place on a roster, the `w`th writing. */
export function rosterAction(keys: TenantKeys, of: Roster & { readonly person: string }): Action {
  const { path, end, w } = of
  return put(keys, rosterKey(keys.tenant, of), { path: path.join(' '), ...(end === null ? {} : { end }), w })
}

/** A shift, the `w`th writing. */
export function shiftAction(keys: TenantKeys, of: Shift & { readonly person: string }): Action {
  const { path, start, end, w } = of
  return put(keys, shiftKey(keys.tenant, of), { path: path.join(' '), start, end, w })
}

function put(keys: TenantKeys, { pk, sk }: Key, facts: Row & { readonly w: number }): Action {
  return {
    do: 'put',
    table: 'directory',
    row: keys.protect({ table: 'directory', row: { ...facts, pk, sk } }),
    if: facts.w === 1 ? { is: 'absent' } : { is: 'written', w: facts.w - 1 },
  }
}
