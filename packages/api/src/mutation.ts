import { decideWrite, type WritePermit } from '@wardgraph/access'
import { fulfilled, RECORD_ID, rememberWish, type Staged, type Stored, type Wish, wishKey } from '@wardgraph/records'
import type { SubjectKey } from '@wardgraph/vault'
import { ReplyError } from './errors.ts'
import type { Call } from './registry.ts'
import type { Scope } from './scope.ts'
import { relate, show } from './show.ts'

/** What a mutation may use to stage its write: the patient as it is, and the permit for what is written. */
export interface Ready {
  readonly scope: Scope
  readonly head: Stored
  readonly key: SubjectKey
  readonly permit: WritePermit
}

/** A mutation of one record of one patient. */
export interface Mutation {
  /** The payload field that shows the record. */
  readonly field: string
  readonly patient: string
  readonly idempotencyKey: string
  /** The type and, for a new record, the id of what is written. */
  readonly type: string
  readonly id?: string
  /** Every field that is written, also what the mutation fills in itself: each takes the right to write it. */
  readonly fields: readonly string[]
  readonly stage: (ready: Ready) => Staged
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Runs a mutation once per idempotency key: decides, stages the write for the release gate to commit with the audit
 * record, and shows the record as it will be; a repeated wish shows what it did. An unknown patient and one that may
 * not be written are refused alike.
 */
export async function fulfil(call: Call, mutation: Mutation): Promise<unknown> {
  const { scope, info } = call
  const { policy } = scope.services
  const wish = wishOf(call, mutation)
  const refuse = () => {
    scope.handover.deny(info.path, `${info.parentType.name}.${info.fieldName}`)
    return null
  }
  if (!RECORD_ID.test(mutation.patient)) return refuse()
  const place = { type: 'Patient', id: mutation.patient, patient: null }
  const [head, bits, wishRow] = await Promise.all([
    scope.reader.find(place),
    relate(scope, place),
    scope.load(wishKey(scope.keys, wish)),
  ])
  const id = mutation.id ?? mutation.patient
  const decision = decideWrite({
    policy,
    caller: scope.caller,
    patient: mutation.patient,
    type: mutation.type,
    id,
    bits,
    coordinates: [...new Set([...call.carried, ...mutation.fields.map((name) => `${mutation.type}.${name}`)])],
  })
  if (head === undefined || !decision.allow) return refuse()
  const done = fulfilled(scope.keys, wish, { row: wishRow, now: scope.now })
  if (done !== undefined && !done.same)
    throw new ReplyError('CONFLICT', { detail: 'The idempotency key was used for another request.' })
  const stored =
    done === undefined
      ? await stageOnce({ scope, head, key: head.key, permit: decision.permit }, mutation, wish)
      : await scope.reader.find(done)
  return {
    [mutation.field]: (_args: unknown, _scope: unknown, { path }: Call['info']) =>
      stored && show(scope, stored, { path, suffix: [], fields: scope.handover.nodesAt(path)[mutation.type] ?? {} }),
  }
}

/** @throws ReplyError BAD_USER_INPUT */
function wishOf({ scope, info, args }: Call, { idempotencyKey: key }: Mutation): Wish {
  if (!IDEMPOTENCY_KEY.test(key))
    throw new ReplyError('BAD_USER_INPUT', { detail: 'idempotencyKey: expected 1 to 64 characters of [A-Za-z0-9_-].' })
  return { person: scope.caller.subject, key, payload: JSON.stringify([info.fieldName, args]) }
}

async function stageOnce(ready: Ready, mutation: Mutation, wish: Wish): Promise<Stored> {
  const { scope, head } = ready
  scope.reader.verify(head) // nothing of it is opened, and yet the write relies on its being there
  const { stored, actions } = mutation.stage(ready)
  const { type, id } = stored
  const version = Number(stored.row.v)
  const relations = await scope.reader.relationRows({ patient: head.id, actors: scope.caller.actors })
  const checks = relations.map(({ pk, sk, w }) => ({
    do: 'check' as const,
    key: { table: 'directory' as const, pk: String(pk), sk: String(sk) },
    if: { is: 'written' as const, w: Number(w) },
  }))
  const remember = rememberWish(scope.keys, wish, { place: stored, version, now: scope.now })
  scope.staged = {
    actions: [...actions, ...checks, remember],
    changed: [[head.id, type, id, mutation.fields, version]],
    relied: { relation: checks.map((_, i) => actions.length + i), wish: [actions.length + checks.length] },
  }
  return stored
}
