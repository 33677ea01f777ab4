import { newReview } from '@wardgraph/api'
import { type Action, claimAction, holderOf, keyRow, recordKey, type Table, uniqueKey } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { Rows } from './rows.ts'
import { MAX_ACTIONS, type Pending, type Staged, type Staging } from './stage.ts'
import type { Unit } from './unit.ts'

interface Holding extends Staging {
  readonly table: Table
  /** Wall clock in ms. */
  readonly now: number
}

/** What a unit comes to with the rows that say who has a value first, and those that have to be staged again. */
interface Held {
  readonly staged: readonly Staged[]
  readonly again: readonly Unit[]
}

/** A unit: the values that are free for it, those that another has before it, and those that it gives up. */
interface Plan {
  readonly one: Pending
  readonly free: readonly string[]
  readonly taken: readonly { readonly posting: string; readonly by: string }[]
  readonly given: readonly string[]
}

/**
 * A value that one record should have alone is of the first that has it, until that has it no more. Another that comes
 * with it is written all the same, and a review names both: a feed may not read the field, so it is not told. A unit that
 * wants what another of these takes, or gives up, is staged again once that is done. @throws TableError, VaultError
 */
export async function holdUniques(pending: readonly Pending[], of: Holding): Promise<Held> {
  const wanted = pending.flatMap(({ uniques: { has, gone } }) =>
    [...has.flatMap(({ posting, others }) => [posting, ...others]), ...gone].map(uniqueKey),
  )
  if (wanted.length === 0) return { staged: pending, again: [] }
  const rows = await Rows.read(of.table, wanted)
  const plans = pending.map((one) => planOf(one, { ...of, rows }))
  const raise = await raiser(plans, of)
  const claimed = new Set<string>()
  const given = new Set(plans.flatMap((plan) => plan.given))
  const staged: Staged[] = []
  const again: Unit[] = []
  for (const plan of plans) {
    const { one, free, taken } = plan
    if (free.some((posting) => claimed.has(posting)) || taken.some(({ posting }) => given.has(posting))) {
      again.push(one.unit)
      // Whoever comes again gives nothing up yet, so of two that exchange their values one goes ahead.
      for (const posting of plan.given) given.delete(posting)
      continue
    }
    for (const posting of free) claimed.add(posting)
    staged.push(withRows(plan, { raise, keys: of.keys }))
  }
  return { staged, again }
}

function withRows(
  { one, free, taken, given }: Plan,
  { raise, keys }: { readonly raise: Awaited<ReturnType<typeof raiser>>; readonly keys: TenantKeys },
): Staged {
  const { id } = one.unit
  const raised = [...new Set(taken.map(({ by }) => by))].flatMap((by) => raise(id, by) ?? [])
  const actions: readonly Action[] = [
    ...one.actions,
    ...free.map((posting) => claimAction(keys, { posting, id })),
    ...given.map((posting) => ({ do: 'remove', key: uniqueKey(posting) }) as const),
    ...raised.flatMap(({ action }) => action),
  ]
  if (actions.length > MAX_ACTIONS) return { unit: one.unit, outcome: 'rejected', code: 'TOO_LARGE' }
  return { ...one, actions, changed: [...one.changed, ...raised.map((review) => review.changed)] }
}

function planOf(one: Pending, { keys, rows }: Staging & { readonly rows: Rows }): Plan {
  const { id } = one.unit
  const holder = (posting: string) => holderOf(keys, rows.find(uniqueKey(posting)))
  const has = one.uniques.has.map(({ posting, others }) => {
    // While an index is written anew, whoever has it first may still have it under another version.
    const [first] = [posting, ...others].flatMap((at) => {
      const by = holder(at)
      return by === undefined || (by === id && at !== posting) ? [] : [{ posting: at, by }]
    })
    return { posting, first }
  })
  return {
    one,
    free: has.flatMap(({ posting, first }) => (first === undefined ? [posting] : [])),
    taken: has.flatMap(({ first }) => (first === undefined || first.by === id ? [] : [first])),
    given: one.uniques.gone.filter((posting) => holder(posting) === id),
  }
}

/** Raises a review about two records, once for the same two; undefined where there is one. */
async function raiser(plans: readonly Plan[], { policy, caller, keys, writer, table, now }: Holding) {
  const pairs = plans.flatMap(({ one, taken }) => taken.map(({ by }) => pairOf(one.unit.id, by)))
  const reviewKey = (id: string) => recordKey(policy, keys.tenant, { type: 'Review', id, patient: null })
  const reviewId = (pair: readonly string[]) =>
    keys.recordId({ system: 'review', type: 'DUPLICATE_RECORD_NUMBER', id: pair.join(' ') })
  const tenantKey = keyRow(keys.tenant, 'tenant')
  const rows =
    pairs.length === 0
      ? undefined
      : await Rows.read(table, [tenantKey, ...pairs.map((pair) => reviewKey(reviewId(pair)))])
  const raised = new Set<string>()
  return (one: string, other: string) => {
    const pair = pairOf(one, other)
    const id = reviewId(pair)
    const row = rows?.find(tenantKey)
    if (row === undefined || raised.has(id) || rows?.find(reviewKey(id)) !== undefined) return undefined
    raised.add(id)
    const key = keys.openSubject({ subject: 'tenant', row })
    const said = { concerns: pair[0], other: pair[1] }
    return newReview({ policy, caller, writer, key, now }, { id, kind: 'DUPLICATE_RECORD_NUMBER', said })
  }
}

function pairOf(one: string, other: string): readonly [string, string] {
  return one < other ? [one, other] : [other, one]
}
