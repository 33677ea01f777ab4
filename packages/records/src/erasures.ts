import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'

/** What is to become of one patient's chart: who wants it erased, from when on (ms) it may be, and whether it is held. */
export interface Erasure {
  readonly patient: string
  readonly held: boolean
  /** Who asked first, under which membership and when (ms); null: nobody. */
  readonly wanted: {
    readonly person: string
    readonly role: string
    readonly membership: string
    readonly at: number
  } | null
  /** Who agreed, and when (ms) the cooling-off period ends; null: nobody. */
  readonly approved: { readonly person: string; readonly role: string; readonly due: number } | null
  /** It happens: nobody cancels it any more. */
  readonly begun: boolean
  readonly w: number
}

/** Where it is, beside what ties people to the patient. */
export function erasureKey(tenant: string, patient: string): Key {
  return { table: 'directory', pk: `${tenant}#P#${patient}`, sk: 'E' }
}

/** What the row states, its MAC checked; of none, that nobody asks for anything. @throws VaultError ERR_VAULT_INTEGRITY */
export function erasureOf(keys: TenantKeys, of: { readonly patient: string; readonly row: Row | undefined }): Erasure {
  const { patient, row } = of
  if (row === undefined) return { patient, held: false, wanted: null, approved: null, begun: false, w: 0 }
  keys.verify({ table: 'directory', row })
  const { held, wantedBy, wantedAs, wantedUnder, wantedAt, approvedBy, approvedAs, due, begun, w } = row
  return {
    patient: String(row.pk).split('#')[2] ?? '',
    held: held === true,
    wanted:
      wantedBy === undefined
        ? null
        : {
            person: String(wantedBy),
            role: String(wantedAs),
            membership: String(wantedUnder),
            at: Number(wantedAt),
          },
    approved: due === undefined ? null : { person: String(approvedBy), role: String(approvedAs), due: Number(due) },
    begun: begun === true,
    w: Number(w),
  }
}

/** The row, the `w`th of its kind, on condition that it is. */
export function erasureAction(keys: TenantKeys, { patient, held, wanted, approved, begun, w }: Erasure): Action {
  const { pk, sk } = erasureKey(keys.tenant, patient)
  const facts = {
    held,
    ...(wanted === null
      ? {}
      : {
          wantedBy: wanted.person,
          wantedAs: wanted.role,
          wantedUnder: wanted.membership,
          wantedAt: wanted.at,
        }),
    ...(approved === null ? {} : { approvedBy: approved.person, approvedAs: approved.role, due: approved.due }),
    ...(begun ? { begun } : {}),
    w,
  }
  const row = keys.protect({ table: 'directory', row: { pk, sk, ...facts } })
  return { do: 'put', table: 'directory', row, if: w === 1 ? { is: 'absent' } : { is: 'written', w: w - 1 } }
}
