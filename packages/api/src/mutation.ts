import { admitsCall, decideWrite, type Standing, segmentBits, type WritePermit } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import { fulfilled, type Place, RECORD_ID, type Staged, type Stored, type Wish, wishKey } from '@wardgraph/records'
import type { SubjectKey } from '@wardgraph/vault'
import { shown } from './chartRecord.ts'
import { ReplyError } from './errors.ts'
import type { Call } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, headOf, mention, relate, show } from './show.ts'
import { type Effect, stage, stageEffect } from './staging.ts'

/** What a mutation may look at: the patient as it is, and how the caller stands to it. */
export interface Ready {
  readonly scope: Scope
  readonly head: Stored
  readonly key: SubjectKey
  readonly standing: Standing
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{1,64}$/
const WRITTEN_ONCE: Place = { type: 'Done', id: 'a'.repeat(26), patient: null }

/** Refuses the mutation as if there were nothing it could be about; `detail`, a fixed sentence, says what would help. */
export function refuse({ scope, info }: Call, detail?: string): null {
  scope.handover.deny(info.path, `${info.parentType.name}.${info.fieldName}`, detail)
  return null
}

/** A mutation of one record of one patient. */
export interface Mutation {
  /** The payload field that shows the record. */
  readonly field: string
  readonly patient: string
  readonly idempotencyKey: string
  readonly type: string
  /** A new record, and how sensitive it will be: whom the patient denies such records writes none. Or one that is there, as the caller saw it. */
  readonly record:
    | { readonly id: string; readonly label: { readonly segments: number } }
    | { readonly of: string; readonly expectedVersion: number }
  /** What a record is labelled besides by what is written and referred to, as bits: asked for once, with all that is read. */
  readonly adds?: () => Promise<number>
  /** Every field that is written, also what the mutation fills in itself: each takes the right to write it. */
  readonly fields: readonly string[]
  /** Looked at before anything is written. */
  readonly precaution?: (ready: Ready, of: Looked) => Promise<Precaution>
  readonly stage: (ready: Ready & Writable) => Staged & Pick<Effect, 'concerns'>
}

/** What a mutation may write: of a new record `before` is the patient's own. */
export interface Writable {
  readonly permit: WritePermit
  readonly before: Stored
  /** What the record will be labelled. */
  readonly label: { readonly segments: number; readonly author: null }
}

/** Whether the wish was fulfilled before, and the record that is there already, if it is about one. */
export interface Looked {
  readonly done: boolean
  readonly before: Stored | undefined
}

/** Whether nothing is to be written after all, and what the payload says beside the record. */
export interface Precaution {
  readonly stops: boolean
  readonly answer: Readonly<Record<string, unknown>>
  /** Records that the outcome tells of. */
  readonly told?: readonly Stored[]
  /** Records that were looked at and must still be what they were. */
  readonly relied?: readonly Stored[]
}

/**
 * Runs a mutation of a record once per idempotency key: decides, stages the write for the release gate to commit with
 * the audit record, and shows the record as it will be; a repeated wish shows what it did. An unknown patient and one
 * that may not be written are refused alike.
 */
export async function fulfil(call: Call, mutation: Mutation): Promise<unknown> {
  const { scope } = call
  const { patient, type, field, record } = mutation
  const id = 'id' in record ? record.id : record.of
  if (!RECORD_ID.test(id)) return refuse(call)
  const place = { type, id, patient: type === 'Patient' ? null : patient }
  // Asked for in one turn, they are read together.
  const [begun, found, adds] = await Promise.all([
    begin(call, mutation),
    'id' in record || !RECORD_ID.test(patient) ? undefined : scope.reader.find(place),
    mutation.adds?.(),
  ])
  if (begun === undefined) return refuse(call)
  const { wish, done, ...ready } = begun
  if (!exists(scope, ready.head, [])) return refuse(call)
  const before = 'id' in record ? ready.head : found
  if (before === undefined) return refuse(call)
  const { subject, actor } = scope.caller
  const label = 'id' in record ? { ...record.label, author: true } : scope.reader.label(before, [subject, actor])
  if (label === null) return refuse(call)
  const next = { segments: labelled(scope, label.segments, adds), author: null }
  const coordinates = [...new Set([...call.carried, ...mutation.fields.map((name) => `${type}.${name}`)])]
  const decide = (segments: number) =>
    decideWrite({
      policy: scope.services.policy,
      caller: scope.caller,
      patient,
      type,
      id,
      reach: ready.standing.reach({ segments, author: label.author }, { head: type === 'Patient' }),
      coordinates,
    })
  const decision = decide(label.segments)
  if (!decision.allow) return refuse(call)
  const wished = fulfilledBy(done)
  const of = { done: wished !== undefined, before: 'id' in record ? undefined : before }
  const looked = (await mutation.precaution?.(ready, of)) ?? { stops: false, answer: {} }
  const { stops, answer } = looked
  for (const item of looked.told ?? []) mention(scope, item, { path: call.info.path, suffix: [], filters: [] })
  // Nobody writes a record out of the own sight.
  if (wished === undefined && !decide(next.segments).allow) return refuse(call)
  const { permit } = decision
  const item =
    wished !== undefined
      ? await scope.reader.find(wished)
      : stops
        ? undefined
        : await stageRecord({ ...ready, permit, before, label: next }, mutation, {
            wish,
            relied: looked.relied ?? [],
            relabels: 'of' in record && next.segments !== label.segments,
          })
  return { ...answer, [field]: shown(scope, () => item) }
}

/** A label with what is added to it: NORMAL says that there is nothing else. */
function labelled(scope: Scope, segments: number, adds = 0): number {
  const normal = segmentBits(scope.services.policy).get('NORMAL') ?? 0
  const all = (segments | adds) & ~normal
  return all === 0 ? normal : all
}

async function stageRecord(
  ready: Ready & Writable,
  mutation: Mutation,
  { wish, relabels, relied }: { readonly wish: Wish; readonly relabels: boolean; readonly relied: readonly Stored[] },
): Promise<Stored> {
  const { record } = mutation
  if ('of' in record && ready.before.row.v !== record.expectedVersion) throw new ReplyError('CONFLICT')
  const { stored, actions, concerns } = mutation.stage(ready)
  const version = Number(stored.row.v)
  const fields = [...mutation.fields, ...(relabels ? ['segments'] : [])]
  const changed: Change[] = [[ready.head.id, stored.type, stored.id, fields, version]]
  const rows = relied.map(({ row }) => ({ table: 'records' as const, row }))
  await stageEffect(ready, { actions, changed, concerns, relied: rows }, { wish, place: stored, version })
  return stored
}

/** A mutation of what ties people to a patient. */
export interface Governed {
  readonly patient: string
  readonly idempotencyKey: string
  /** EXISTING: the patient must exist for the caller, or the mutation is refused; STORED: it is enough that it is there. */
  readonly of: 'EXISTING' | 'STORED'
  /** Null refuses; `done` says that the wish was fulfilled before, and then nothing is staged. */
  readonly effect: (ready: Ready, of: { readonly done: boolean }) => Promise<Effect | null> | Effect | null
  /** What the payload shows. */
  readonly answer: (ready: Ready) => Record<string, unknown>
}

/** Runs a mutation about one patient once per idempotency key, under its root's audience; see `fulfil`. */
export async function govern(call: Call, governed: Governed): Promise<unknown> {
  const { scope, info } = call
  const begun = await begin(call, governed)
  if (begun === undefined) return refuse(call)
  const { wish, done, ...ready } = begun
  if (!admitsCall({ ...callerOf(ready), call: `${info.parentType.name}.${info.fieldName}` })) return refuse(call)
  if (governed.of === 'EXISTING' && !exists(scope, ready.head, [])) return refuse(call)
  const wished = fulfilledBy(done)
  const effect = await governed.effect(ready, { done: wished !== undefined })
  if (effect === null) return null
  if (wished === undefined) await stageEffect(ready, effect, { wish, place: headOf(ready.head.id), version: 0 })
  return governed.answer(ready)
}

/** The caller as it stands to the patient, for what asks whether it is admitted. */
export function callerOf({ scope, standing }: Ready) {
  return { policy: scope.services.policy, caller: scope.caller, bits: standing.tie.bits }
}

/** The payload field `patient`, as the caller sees it. */
export function shownPatient({ scope, head }: Ready): Record<string, unknown> {
  return {
    patient: (_args: unknown, _scope: unknown, { path }: Call['info']) =>
      show(scope, head, { path, suffix: [], fields: scope.handover.nodesAt(path).Patient ?? {} }),
  }
}

/** Runs a mutation that is about nobody's chart once per idempotency key. */
export async function fulfilOnce(
  call: Call,
  of: {
    readonly idempotencyKey: string
    readonly effect: () => Promise<Effect | null> | Effect | null
    readonly answer: () => Record<string, unknown>
  },
): Promise<unknown> {
  const { scope } = call
  const wish = wishOf(call, of)
  const done = fulfilled(scope.keys, wish, { row: await scope.load(wishKey(scope.keys, wish)), now: scope.now })
  if (fulfilledBy(done) === undefined) {
    const effect = await of.effect()
    if (effect === null) return null
    await stage(scope, { ...effect, checks: [] }, { wish, place: WRITTEN_ONCE, version: 0 })
  }
  return of.answer()
}

interface Begun extends Ready {
  readonly wish: Wish
  readonly done: ReturnType<typeof fulfilled>
}

/** Reads the patient, what ties the caller to it and what became of the wish, at once; undefined: no such patient. */
async function begin(
  call: Call,
  of: { readonly patient: string; readonly idempotencyKey: string },
): Promise<Begun | undefined> {
  const { scope } = call
  const wish = wishOf(call, of)
  if (!RECORD_ID.test(of.patient)) return undefined
  const place = headOf(of.patient)
  const [head, standing, row] = await Promise.all([
    scope.reader.find(place),
    relate(scope, place),
    scope.load(wishKey(scope.keys, wish)),
  ])
  if (head === undefined || standing === undefined) return undefined
  const done = fulfilled(scope.keys, wish, { row, now: scope.now })
  return { scope, head, key: head.key, standing, wish, done }
}

/** @throws ReplyError CONFLICT for a key that another wish was made under */
function fulfilledBy(done: ReturnType<typeof fulfilled>): Place | undefined {
  if (done !== undefined && !done.same)
    throw new ReplyError('CONFLICT', { detail: 'The idempotency key was used for another request.' })
  return done
}

/** @throws ReplyError BAD_USER_INPUT */
function wishOf({ scope, info, args }: Call, { idempotencyKey: key }: { readonly idempotencyKey: string }): Wish {
  if (!IDEMPOTENCY_KEY.test(key))
    throw new ReplyError('BAD_USER_INPUT', { detail: 'idempotencyKey: expected 1 to 64 characters of [A-Za-z0-9_-].' })
  return { person: scope.caller.subject, key, payload: JSON.stringify([info.fieldName, args]) }
}
