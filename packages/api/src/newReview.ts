import { type Caller, decideWrite, type Policy } from '@wardgraph/access'
import type { Writer } from '@wardgraph/records'
import type { Review, ReviewKind } from '@wardgraph/schema/types'
import type { SubjectKey } from '@wardgraph/vault'
import type { Raised } from './scope.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** Within how long (ms) a review is to be closed. */
const DUE: Readonly<Record<ReviewKind, number>> = {
  BREAK_GLASS: DAY,
  SELF_ASSIGNMENT: 3 * DAY,
  MERGE: 3 * DAY,
  RULES: 3 * DAY,
  ERASURE: 3 * DAY,
  LEGAL_HOLD: 3 * DAY,
  RELABELLING: 7 * DAY,
  OWN_CHART: 7 * DAY,
  VIP: 7 * DAY,
  SAME_NAME_OR_ADDRESS: 7 * DAY,
  AFTER_HOURS: 7 * DAY,
  DUPLICATE_RECORD_NUMBER: 7 * DAY,
}

/** What an entry says beside when it is due and that it is open. */
type Said = Partial<Pick<Review, 'username' | 'role' | 'request' | 'concerns' | 'other' | 'reason'>>

/** A new entry of the privacy officer's queue, under the tenant's key; undefined where the caller may not write one. @throws VaultError */
export function newReview(
  of: {
    readonly policy: Policy
    readonly caller: Caller
    readonly writer: Writer
    readonly key: SubjectKey
    /** Wall clock in ms. */
    readonly now: number
  },
  { id, kind, said }: { readonly id: string; readonly kind: ReviewKind; readonly said: Said },
): Raised | undefined {
  const { policy, caller, writer, key, now } = of
  const content = {
    kind,
    ...said,
    at: new Date(now).toISOString(),
    due: new Date(now + DUE[kind]).toISOString(),
    state: 'OPEN',
  }
  const decision = decideWrite({
    policy,
    caller,
    type: 'Review',
    id,
    patient: null,
    reach: { bits: policy.relations.TENANT, classes: -1 },
    coordinates: Object.keys(content).map((name) => `Review.${name}`),
  })
  if (!decision.allow) return undefined
  const { actions } = writer.create({ type: 'Review', id, patient: null, permit: decision.permit, key, content })
  return { action: actions, changed: [null, 'Review', id, Object.keys(content), 1] }
}
