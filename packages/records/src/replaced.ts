import type { Row } from '@wardgraph/vault'
import type { Action } from './table.ts'

/** Puts a row of a record in the place of the one before, which goes if it stood elsewhere: on condition that it is still what it was. */
export function replaced(old: Row, row: Row): readonly Action[] {
  const [pk, sk] = [String(old.pk), String(old.sk)]
  if (pk === row.pk && sk === row.sk)
    return [{ do: 'put', table: 'records', row, if: { is: 'written', w: Number(old.w) } }]
  return [
    { do: 'put', table: 'records', row, if: { is: 'absent' } },
    { do: 'remove', key: { table: 'records', pk, sk }, was: old },
  ]
}
