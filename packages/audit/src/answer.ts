import type { AuditOutcome, Change, Denial, Disclosure, RequestRecord } from './record.ts'

/** How a request ended for those whom its rows are about. */
export interface Answer {
  /** The outcome of the record; FORBIDDEN where the request went through and something was denied. */
  readonly code: AuditOutcome
  /** `refused`: by a rule or for what was asked; `fault`: by something that did not work. */
  readonly failure: 'none' | 'refused' | 'fault'
}

const faults: ReadonlySet<AuditOutcome> = new Set(['AUDIT_UNAVAILABLE', 'UNAVAILABLE', 'INTERNAL', 'INTEGRITY'])

/** How a request ended, by its outcome and what was denied. */
export function answerOf(of: { readonly outcome: AuditOutcome; readonly denied: readonly unknown[] }): Answer {
  const code = of.outcome === 'OK' && of.denied.length > 0 ? 'FORBIDDEN' : of.outcome
  if (code === 'OK') return { code, failure: 'none' }
  return { code, failure: faults.has(code) ? 'fault' : 'refused' }
}

/** What was done; `unknown` where the record names no operation and no row. */
export type Interaction = 'create' | 'read' | 'update' | 'other' | 'unknown'

/** What a request did, or tried to do, by its rows and then by its kind; the first version of a record is its creation. */
export function interactionOf(of: {
  readonly operation: RequestRecord['operation']
  readonly disclosed: readonly Disclosure[]
  readonly changed: readonly Change[]
  readonly denied: readonly Denial[]
}): Interaction {
  const { operation, disclosed, changed, denied } = of
  if (changed.length > 0) return changed.every(([, , , , version]) => version === 1) ? 'create' : 'update'
  if (disclosed.length > 0 || operation?.kind === 'query') return 'read'
  return operation === null && denied.length === 0 ? 'unknown' : 'other'
}
