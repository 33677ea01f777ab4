import { randomBytes } from 'node:crypto'
import { decideWrite } from '@wardgraph/access'
import type { ReviewKind } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import type { Raised, Scope } from './scope.ts'

/** What the privacy officer is to look at. */
export interface Concern {
  readonly kind: ReviewKind
  /** The patient, where one is concerned. */
  readonly patient: string | null
  readonly reason?: string
  /** Of what is raised once however often it happens; a new one each time if absent. */
  readonly id?: string
}

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
}

/** A new entry of the queue; nothing for those who are not reviewed: a patient's own access, a feed's. */
export async function reviewActions(scope: Scope, concerns: readonly Concern[]): Promise<readonly Raised[]> {
  if (concerns.length === 0) return []
  const { caller, now, services, writer } = scope
  const key = await scope.reader.subjectKey('tenant')
  return concerns.flatMap(({ kind, patient, reason, id = base32(randomBytes(16)) }) => {
    const content = {
      kind,
      username: caller.username,
      role: caller.role,
      request: scope.request,
      at: new Date(now).toISOString(),
      due: new Date(now + DUE[kind]).toISOString(),
      state: 'OPEN',
      ...(patient === null ? {} : { concerns: patient }),
      ...(reason === undefined ? {} : { reason }),
    }
    const decision = decideWrite({
      policy: services.policy,
      caller,
      type: 'Review',
      id,
      patient: null,
      reach: { bits: services.policy.relations.TENANT, classes: -1 },
      coordinates: Object.keys(content).map((name) => `Review.${name}`),
    })
    if (!decision.allow) return []
    const { permit } = decision
    const { actions } = writer.create({ type: 'Review', id, patient: null, permit, key, content })
    return [{ action: actions, changed: [null, 'Review', id, Object.keys(content), 1] as const }]
  })
}
