import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'

/** Two charts of one person, and what becomes of the link between them: who wants what, and what holds. */
export interface Link {
  readonly patient: string
  readonly other: string
  readonly holds: boolean
  /** What was asked for and is not done yet; null: nothing. */
  readonly wanted: { readonly linked: boolean; readonly person: string; readonly role: string } | null
  readonly w: number
}

/** A link on one patient's side. */
export function linkKey(tenant: string, { patient, other }: Pick<Link, 'patient' | 'other'>): Key {
  return { table: 'directory', pk: `${tenant}#P#${patient}`, sk: `L#${other}` }
}

/** The link that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function linkOf(keys: TenantKeys, row: Row): Link {
  keys.verify({ table: 'directory', row })
  const { pk, sk, holds, want, person, role, w } = row
  return {
    patient: String(pk).split('#')[2] ?? '',
    other: String(sk).split('#')[1] ?? '',
    holds: holds === true,
    wanted: want === undefined ? null : { linked: want === true, person: String(person), role: String(role) },
    w: Number(w),
  }
}

/** Both sides of a link, to be written in one transaction: the `w`th writing, on condition that it is. */
export function linkActions(keys: TenantKeys, link: Link): Action[] {
  const { patient, other, holds, wanted, w } = link
  const facts = {
    holds,
    ...(wanted === null ? {} : { want: wanted.linked, person: wanted.person, role: wanted.role }),
    w,
  }
  return [
    { patient, other },
    { patient: other, other: patient },
  ].map((side) => {
    const { pk, sk } = linkKey(keys.tenant, side)
    return {
      do: 'put',
      table: 'directory',
      row: keys.protect({ table: 'directory', row: { ...facts, pk, sk } }),
      if: w === 1 ? { is: 'absent' } : { is: 'written', w: w - 1 },
    }
  })
}
