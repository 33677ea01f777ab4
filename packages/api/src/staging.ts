import type { Standing } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import { type Action, type Place, rememberWish, type Stored, type TableName, type Wish } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { type Concern, reviewActions } from './concerns.ts'
import type { Alarm } from './log.ts'
import type { Scope } from './scope.ts'

/** What a mutation comes to: all of it happens in one transaction with its audit record, or nothing. */
export interface Effect {
  readonly actions: readonly Action[]
  readonly changed: readonly Change[]
  /** What the privacy officer is to look at. */
  readonly concerns?: readonly Concern[] | undefined
  /** Rows that were read and must still be what they were, beside the patient's own and those that tie the caller. */
  readonly relied?: readonly Found[]
  /** The instant (ms) up to which what it looked at besides holds by the clock. */
  readonly until?: number
  /** What is told to whoever watches the stage, once it has happened. */
  readonly alarm?: Alarm
  /** Somebody whose memberships or shifts it changes. */
  readonly renewed?: string
}

/** What is staged of a wish that was fulfilled before. */
export const NOTHING: Effect = { actions: [], changed: [] }

/** A row and where it was found. */
export interface Found {
  readonly table: TableName
  readonly row: Row
}

/** The wish that is fulfilled, and the record by which a repetition finds what it did. */
export interface Remembered {
  readonly wish: Wish
  readonly place: Place
  readonly version: number
}

/** Stages what a decision about a patient rests on together with what it comes to: none of it may have changed meanwhile. */
export async function stageEffect(
  { scope, head, standing }: { readonly scope: Scope; readonly head: Stored; readonly standing: Standing },
  effect: Effect,
  remembered: Remembered,
): Promise<void> {
  const { seeker, reader } = scope
  reader.verify(head) // nothing of it may have been opened, and yet the write relies on what it says
  const relied = await reader.relied({ patient: head.id, seeker })
  const ties = relied.flatMap(({ rows }) => rows).map((row) => ({ table: 'directory' as const, row }))
  const checks = [{ table: 'records' as const, row: head.row }, ...ties]
  const until = Math.min(standing.until, effect.until ?? Number.POSITIVE_INFINITY)
  await stage(scope, { ...effect, checks, until }, remembered)
}

/** Stages an effect that rests on `checks`, for the release gate to commit with the audit record. */
export async function stage(
  scope: Scope,
  effect: Effect & { readonly checks: readonly Found[] },
  { wish, place, version }: Remembered,
): Promise<void> {
  const reviews = await reviewActions(scope, effect.concerns ?? [])
  const actions = [...effect.actions, ...reviews.flatMap(({ action }) => action)]
  const touched = new Set(actions.map(nameOf))
  const checks: Action[] = []
  for (const { table, row } of [...effect.checks, ...(effect.relied ?? [])]) {
    const key = { table, pk: String(row.pk), sk: String(row.sk) }
    const check: Action = { do: 'check', key, if: { is: 'written', w: Number(row.w) } }
    // A transaction names a row once; what it writes has its own condition.
    if (touched.has(nameOf(check))) continue
    touched.add(nameOf(check))
    checks.push(check)
  }
  const remember = rememberWish(scope.keys, wish, { place, version, now: scope.now })
  scope.staged = {
    actions: [...actions, ...checks, remember],
    changed: [...effect.changed, ...reviews.map(({ changed }) => changed)],
    // If one of these changed meanwhile, the mutation is decided again from the beginning.
    relied: [...checks.keys(), checks.length].map((i) => actions.length + i),
    until: Math.min(effect.until ?? Number.POSITIVE_INFINITY, scope.memberUntil),
    alarm: effect.alarm ?? null,
  }
  scope.renewed = effect.renewed ?? null
}

function nameOf(action: Action): string {
  if (action.do === 'put') return `${action.table} ${action.row.pk} ${action.row.sk}`
  const { table, pk, sk } = action.key
  return `${table} ${pk} ${sk}`
}
