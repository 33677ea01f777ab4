import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'

const DAY = 24 * 60 * 60

/** Whose tries, with whom, on which day (`now` in ms). */
export interface TriesOf {
  readonly person: string
  readonly patient: string
  readonly now: number
}

/** Where the tries of a day are counted. */
export function triesKey(keys: TenantKeys, { person, patient, now }: TriesOf): Key {
  const day = Math.floor(now / 1000 / DAY)
  return { table: 'sessions', pk: `${keys.tenant}#N#${keys.sessionHash(`tries ${person} ${patient} ${day}`)}`, sk: '-' }
}

/** How many there were, the row's MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function triesIn(keys: TenantKeys, row: Row | undefined): number {
  if (row === undefined) return 0
  keys.verify({ table: 'sessions', row })
  return Number(row.w)
}

/** One more than `known`, on condition that nobody counted meanwhile. */
export function tryAction(keys: TenantKeys, of: TriesOf & { readonly known: number }): Action {
  const { pk, sk } = triesKey(keys, of)
  const row = keys.protect({
    table: 'sessions',
    row: { pk, sk, w: of.known + 1, exp: Math.floor(of.now / 1000) + 2 * DAY },
  })
  return {
    do: 'put',
    table: 'sessions',
    row,
    if: of.known === 0 ? { is: 'absent' } : { is: 'written', w: of.known },
  }
}
