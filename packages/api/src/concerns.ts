import { randomBytes } from 'node:crypto'
import type { ReviewKind } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import { newReview } from './newReview.ts'
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

/** A new entry of the queue; nothing for those who are not reviewed: a patient's own access, a feed's. */
export async function reviewActions(scope: Scope, concerns: readonly Concern[]): Promise<readonly Raised[]> {
  if (concerns.length === 0) return []
  const { caller, now, services, writer, request } = scope
  const key = await scope.reader.subjectKey('tenant')
  const of = { policy: services.policy, caller, writer, key, now }
  return concerns.flatMap(({ kind, patient, reason, id = base32(randomBytes(16)) }) => {
    const said = {
      username: caller.username,
      role: caller.role,
      request,
      ...(patient === null ? {} : { concerns: patient }),
      ...(reason === undefined ? {} : { reason }),
    }
    return newReview(of, { id, kind, said }) ?? []
  })
}
