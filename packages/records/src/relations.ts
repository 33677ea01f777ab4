import type { Fact } from '@wardgraph/access'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { inverseKey, relationKey } from './keys.ts'
import type { Action } from './table.ts'

/** A person or unit that treats a patient in [start, end) ms; end null: until further notice. */
export interface Relation {
  readonly patient: string
  readonly actor: string
  readonly start: number
  readonly end: number | null
  readonly basis: 'encounter' | 'careteam'
}

/** The fact that a relation row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function factOf(keys: TenantKeys, row: Row): Fact {
  keys.verify({ table: 'directory', row })
  return { relation: 'CARE_TEAM', start: Number(row.start), end: row.end === undefined ? null : Number(row.end) }
}

/** The relation that a row of the patient's side states, and how often it was written; its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function relationOf(keys: TenantKeys, row: Row): Relation & { readonly w: number } {
  const { start, end } = factOf(keys, row)
  return {
    patient: String(row.pk).split('#')[2] ?? '',
    actor: String(row.sk).split('#')[1] ?? '',
    start: Number(start),
    end,
    basis: String(row.basis) as Relation['basis'], // the MAC says that `relationActions` wrote it
    w: Number(row.w),
  }
}

/** Both sides of a relation, to be written in one transaction: the `w`th writing, on condition that it is. */
export function relationActions(keys: TenantKeys, relation: Relation & { readonly w: number }): Action[] {
  const { start, end, basis, w } = relation
  const facts = { start, ...(end === null ? {} : { end }), basis, w }
  return [relationKey, inverseKey].map((place) => {
    const { pk, sk } = place(keys.tenant, relation)
    return {
      do: 'put',
      table: 'directory',
      row: keys.protect({ table: 'directory', row: { pk, sk, ...facts } }),
      if: w === 1 ? { is: 'absent' } : { is: 'written', w: w - 1 },
    }
  })
}
