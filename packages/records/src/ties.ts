import type { Fact, Period } from '@wardgraph/access'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { factOf, relationKey } from './relations.ts'
import type { Key } from './table.ts'
import { type Shift, shiftKey, shiftOf } from './units.ts'

/** Who looks for what ties it to a patient. */
export interface Seeker {
  readonly person: string
  /** What relation rows of its own call it. */
  readonly actor: string
  readonly membership: string
  /** Whether it acts as a patient, and so may stand for others; staff are in care teams, and break the glass. */
  readonly asPatient: boolean
  /** The shifts that its session knows of; each is read again with the patient. */
  readonly shifts: readonly Shift[]
}

/** A fact, and the very rows that state it: a write that relies on it checks them. */
export interface Relied {
  readonly fact: Fact
  readonly rows: readonly Row[]
}

interface Rows {
  readonly keys: TenantKeys
  readonly load: (key: Key) => Promise<Row | undefined>
}

/** What ties the seeker to the patient, whether it holds now or not: no row is asked for that could not. @throws TableError, VaultError ERR_VAULT_INTEGRITY */
export async function ties(
  { load, keys }: Rows,
  { patient, seeker }: { readonly patient: string; readonly seeker: Seeker },
): Promise<Relied[]> {
  const { person, actor, membership, asPatient, shifts } = seeker
  const relation = (of: string, kind?: 'proxy' | 'glass') =>
    load(relationKey(keys.tenant, { patient, actor: of, membership }, kind))
  if (asPatient) return stated(keys, [await relation(person, 'proxy')])
  const units = shifts.flatMap((shift) => shift.path.map((unit) => ({ shift, unit })))
  const [own, glass, ...through] = await Promise.all([
    relation(actor),
    relation(actor, 'glass'),
    ...units.map(async ({ shift, unit }) => {
      const [row, shiftRow] = await Promise.all([
        relation(unit),
        load(shiftKey(keys.tenant, { unit: shift.unit, person })),
      ])
      return row === undefined || shiftRow === undefined ? undefined : { unit, row, shiftRow }
    }),
  ])
  return [
    ...stated(keys, [own, glass]),
    ...through.flatMap((found) => {
      if (found === undefined) return []
      const { unit, row, shiftRow } = found
      const [fact, shift] = [factOf(keys, row), shiftOf(keys, shiftRow)]
      // The session may remember a shift that reached further.
      if (!shift.path.includes(unit)) return []
      return [{ fact: { ...fact, ...both(fact, shift) }, rows: [row, shiftRow] }]
    }),
  ]
}

function stated(keys: TenantKeys, rows: readonly (Row | undefined)[]): Relied[] {
  return rows.flatMap((row) => (row === undefined ? [] : [{ fact: factOf(keys, row), rows: [row] }]))
}

/** Over before anything began. */
export const NEVER: Period = { start: 0, end: 0 }

/** The time that lies in both periods. */
export function both(a: Period, b: Period): Period {
  const [starts, ends] = [
    [a.start, b.start],
    [a.end, b.end],
  ].map((all) => all.filter((one) => one !== null))
  return {
    start: starts && starts.length > 0 ? Math.max(...starts) : null,
    end: ends && ends.length > 0 ? Math.min(...ends) : null,
  }
}
