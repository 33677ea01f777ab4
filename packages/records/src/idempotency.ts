import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Place } from './keys.ts'
import type { Action, Key } from './table.ts'

/** How long a repeated wish is answered with what it did, in seconds. */
const KEPT = 24 * 60 * 60

/** One caller's wish under the key it chose; `payload` is what it asked for. */
export interface Wish {
  readonly person: string
  readonly key: string
  readonly payload: string
}

/** What a wish came to. */
export interface Fulfilled extends Place {
  readonly version: number
  /** Whether the wish was this very one, or another under the same key. */
  readonly same: boolean
}

/** Where a wish is remembered. */
export function wishKey(keys: TenantKeys, { person, key }: Wish): Key {
  return { table: 'sessions', pk: `${keys.tenant}#I#${keys.sessionHash(`${person} ${key}`)}`, sk: '-' }
}

/** What the remembered row says of this wish; undefined when it is none, or has expired at `now` (ms). @throws VaultError */
export function fulfilled(
  keys: TenantKeys,
  wish: Wish,
  found: { readonly row: Row | undefined; readonly now: number },
): Fulfilled | undefined {
  const { row } = found
  // In the seconds of the condition under which it may be replaced: in none is it neither remembered nor expired.
  if (row === undefined || Number(row.exp) < Math.floor(found.now / 1000)) return undefined
  keys.verify({ table: 'sessions', row })
  const same = row.h instanceof Uint8Array && Buffer.from(row.h).equals(hash(keys, wish))
  return {
    type: String(row.type),
    id: String(row.id),
    patient: row.patient === undefined ? null : String(row.patient),
    version: Number(row.v),
    same,
  }
}

/** Remembers a wish with the record that fulfils it; fails if another remembered it first. */
export function rememberWish(
  keys: TenantKeys,
  wish: Wish,
  by: { readonly place: Place; readonly version: number; readonly now: number },
): Action {
  const seconds = Math.floor(by.now / 1000)
  const { pk, sk } = wishKey(keys, wish)
  const { type, id, patient } = by.place
  const row = {
    pk,
    sk,
    exp: seconds + KEPT,
    h: hash(keys, wish),
    type,
    id,
    v: by.version,
    ...(patient === null ? {} : { patient }),
  }
  return {
    do: 'put',
    table: 'sessions',
    row: keys.protect({ table: 'sessions', row }),
    if: { is: 'expired', at: seconds },
  }
}

function hash(keys: TenantKeys, { payload }: Wish): Uint8Array {
  return keys.payloadHash({ purpose: 'idempotency', payload })
}
