import type { Denied, Disclosed } from '@wardgraph/access'
import type { AuditEntry } from '@wardgraph/audit'
import type { Action } from '@wardgraph/records'
import type { GraphQLFormattedError } from 'graphql'
import { codeOf, outcomeOf, REPLIES, type ReplyCode, ReplyError } from './errors.ts'
import { causeOf, journal } from './journal.ts'
import { logAlarm, logFailure } from './log.ts'
import { raiseConcerns } from './readConcerns.ts'
import type { Scope } from './scope.ts'

/** What a client receives. */
export interface Reply {
  readonly data?: unknown
  readonly errors?: readonly GraphQLFormattedError[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** A reply that may leave: its status and its exact bytes. */
export interface Released {
  readonly status: number
  readonly reply: Reply
  readonly text: string
}

/** A reply may not be longer, in UTF-16 units of its JSON. */
const MAX_REPLY = 1024 * 1024
/** So many reviews are raised in the transaction of the reply's record. */
const MOST_RAISED = 50
/** Codes beside which the rest of the reply still stands. */
const PARTIAL: ReadonlySet<string> = new Set(['FORBIDDEN', 'CONFLICT'])

interface Outcome {
  readonly code: ReplyCode | 'OK'
  readonly disclosed: readonly Disclosed[]
  readonly denied: readonly Denied[]
  readonly opened: number
}

/**
 * The release gate: what the execution came to becomes a reply, and the audit record of the whole request is committed,
 * with the mutation where there is one, before anything leaves. Throws never.
 */
export async function release(scope: Scope, executed: Reply): Promise<Released> {
  try {
    const reply = await reviewed(scope, prepared(scope, executed))
    await sendAhead(scope, reply)
    return await commit(scope, reply)
  } catch (error) {
    return failed(scope, 'AUDIT_UNAVAILABLE', error)
  }
}

/** What calls for a review is put into the queue as it is shown; what cannot be found out about is not shown. */
async function reviewed(scope: Scope, prepared: Prepared): Promise<Prepared> {
  try {
    const changed = (scope.staged?.changed ?? []).map(([patient]) => ({ patient }))
    await raiseConcerns(scope, [...prepared.outcome.disclosed, ...scope.told.disclosed, ...changed])
    return prepared
  } catch (error) {
    const code = codeOf(error)
    scope.fail(code, error)
    return withheld(scope, code, [])
  }
}

/** What cannot be released is a failure like any other: it is recorded, and then said. */
function prepared(scope: Scope, executed: Reply): Prepared {
  try {
    return prepare(scope, executed)
  } catch (error) {
    const code = codeOf(error)
    scope.fail(code, error)
    return withheld(scope, code, [])
  }
}

interface Prepared {
  readonly released: Released
  readonly outcome: Outcome
}

/** The reply as it would be, and what its record would say; nothing is committed yet. @throws AccessError ERR_ACCESS_LEAK */
export function prepare(scope: Scope, executed: Reply): Prepared {
  const errors = executed.errors ?? []
  const whole = scope.fault?.code ?? errors.map(codeIn).find((code) => !PARTIAL.has(code))
  if (whole !== undefined) {
    const shown = errors.filter((error) => codeIn(error) === whole)
    return withheld(scope, whole, shown)
  }
  // Nothing was planned, so nothing can be shown: a refusal of the whole request, or a fault.
  if (!scope.planned) return refused(errors[0] === undefined ? 'INTERNAL' : codeIn(errors[0]), errors)
  const { errors: denials, masked, disclosed, denied, opened } = scope.handover.release(executed.data)
  const all = [...errors, ...denials]
  const reply: Reply = {
    ...(all.length === 0 ? {} : { errors: all }),
    data: executed.data,
    ...(masked.length === 0 ? {} : { extensions: { masked } }),
  }
  const text = JSON.stringify(reply)
  if (text.length > MAX_REPLY) return withheld(scope, 'LIMIT_EXCEEDED', [])
  const conflict = errors.some((error) => codeIn(error) === 'CONFLICT')
  return {
    released: { status: 200, reply, text },
    outcome: { code: conflict ? 'CONFLICT' : 'OK', disclosed, denied, opened },
  }
}

function codeIn({ extensions }: GraphQLFormattedError): ReplyCode {
  const code = extensions?.code
  return typeof code === 'string' && code in REPLIES ? (code as ReplyCode) : 'INTERNAL' // a key of REPLIES
}

/** A reply that is nothing but errors of one code. */
function refused(code: ReplyCode, errors: readonly GraphQLFormattedError[]): Prepared {
  const { status, message } = REPLIES[code]
  const reply = { errors: errors.length > 0 ? errors : [{ message, extensions: { code } }] }
  return {
    released: { status, reply, text: JSON.stringify(reply) },
    outcome: { code, disclosed: [], denied: [], opened: 0 },
  }
}

/** As `refused`, with what the request had come to: an error, and where it is, can tell that a record exists. */
function withheld(scope: Scope, code: ReplyCode, errors: readonly GraphQLFormattedError[]): Prepared {
  const { released, outcome } = refused(code, errors)
  return { released, outcome: scope.planned ? { ...outcome, ...scope.handover.withhold() } : outcome }
}

/** More reviews than fit into one transaction with the reply's own record go ahead of it, each part with one of its own. */
async function sendAhead(scope: Scope, reply: Prepared): Promise<void> {
  const { services, keys, deadline } = scope
  while (scope.raised.length > MOST_RAISED) {
    const part = scope.raised.slice(0, MOST_RAISED)
    const changed = part.map((one) => one.changed)
    const entry = { ...auditEntry(scope, reply), ...NOTHING_YET, changed }
    const written = await journal(services, { keys, entry, actions: part.flatMap(({ action }) => action), deadline })
    if (written.outcome === 'COMMITTED') scope.raised = scope.raised.slice(part.length)
    else if (written.outcome === 'REFUSED' && written.failed.length > 0) forgetTwins(scope, written.failed)
    else throw new ReplyError('AUDIT_UNAVAILABLE', { cause: causeOf(written) })
  }
}
const NOTHING_YET = { outcome: 'OK', status: null, disclosed: [], denied: [], ties: [], opened: 0 } as const

/** Whoever raised the same review at the same time has put it there. */
function forgetTwins(scope: Scope, failed: readonly number[]): void {
  const places = scope.raised.flatMap((one) => one.action.map(() => one))
  const twins = new Set(failed.map((place) => places[place]))
  scope.raised = scope.raised.filter((one) => !twins.has(one))
}

async function commit(scope: Scope, prepared: Prepared): Promise<Released> {
  if (scope.fault !== null && REPLIES[scope.fault.code].status >= 500) logFailure(scope, scope.fault)
  const staged = prepared.outcome.code === 'OK' ? scope.staged : null
  const own = staged?.actions ?? []
  const { services, keys, deadline } = scope
  const written = await journal(services, {
    keys,
    entry: auditEntry(scope, prepared),
    actions: [...own, ...scope.raised.flatMap(({ action }) => action)],
    deadline,
    ...(staged === null ? {} : { until: staged.until }),
  })
  if (written.outcome === 'COMMITTED') {
    if (staged !== null && staged.alarm !== null) logAlarm(staged.alarm)
    return prepared.released
  }
  if (written.outcome === 'UNAVAILABLE') return failed(scope, 'AUDIT_UNAVAILABLE', written.cause)
  if (written.outcome === 'REFUSED' && written.failed.some((place) => place >= own.length)) {
    forgetTwins(
      scope,
      written.failed.map((place) => place - own.length),
    )
    if (written.failed.every((place) => place >= own.length)) return commit(scope, prepared)
  }
  scope.staged = null
  // A row that was written meanwhile may say what it said, sealed anew: whether it does is looked at again, too.
  const rewritten = written.outcome === 'REFUSED' && written.failed.some((place) => isRewriting(own[place]))
  if (written.outcome === 'LATE' || rewritten || written.failed.some((place) => staged?.relied.includes(place))) {
    scope.again = true
    return prepared.released
  }
  return commit(scope, lost(prepared))
}

function isRewriting(action: Action | undefined): boolean {
  return action?.do === 'put' && action.if?.is === 'written'
}

/** The mutation did not happen after all: its one field is null, and says why. */
function lost({ released }: Prepared): Prepared {
  const code = 'CONFLICT'
  const [key = ''] = Object.keys((released.reply.data ?? {}) as object) // a mutation has one root field
  const reply = {
    errors: [{ message: REPLIES[code].message, path: [key], extensions: { code } }],
    data: { [key]: null },
  }
  return {
    released: { status: 200, reply, text: JSON.stringify(reply) },
    outcome: { code, disclosed: [], denied: [], opened: 0 },
  }
}

/** A reply without data, of which there is no record: nothing was shown and nothing written. */
function failed(scope: Scope, code: ReplyCode, cause: unknown): Released {
  logFailure(scope, { code, cause })
  return refused(code, []).released
}

function auditEntry(scope: Scope, { released, outcome }: Prepared): AuditEntry {
  const { subject, membership, role, purposeOfUse } = scope.caller
  // An explanation that fails tells something, too.
  const disclosed = [...outcome.disclosed, ...scope.told.disclosed, ...scope.accounted]
  const denied = [...outcome.denied, ...scope.told.denied]
  const raised = scope.raised.map((one) => one.changed)
  const changed = [...raised, ...(outcome.code === 'OK' ? (scope.staged?.changed ?? []) : [])]
  return {
    time: new Date(scope.now).toISOString(),
    code: scope.services.code,
    origin: 'graphql',
    request: scope.request,
    caller: { person: subject, membership, role, purpose: purposeOfUse },
    session: scope.session,
    operation: scope.operation,
    outcome: outcome.code === 'OK' ? 'OK' : outcomeOf(outcome.code, scope.fault?.cause),
    status: released.status,
    disclosed: disclosed.map(({ patient, type, id, fields }) => [patient, type, id, fields]),
    changed,
    denied: denied.map(({ patient, type, id, fields }) => [patient, type, id, fields]),
    ties: tiesOf(scope, [...disclosed, ...denied, ...changed.map(([patient]) => ({ patient }))]),
    opened: (scope.planned ? scope.handover.opened : outcome.opened) + scope.told.opened,
  }
}

/** As what the caller was at these patients: by which relation, and on what it rests. */
function tiesOf(scope: Scope, rows: readonly { readonly patient: string | null }[]): AuditEntry['ties'] {
  const patients = [...new Set(rows.flatMap(({ patient }) => (patient === null ? [] : [patient])))].sort()
  return scope.planned
    ? patients.flatMap((patient) => {
        const tie = scope.handover.tie(patient)
        return tie === undefined ? [] : [[patient, tie.relation, tie.basis] as const]
      })
    : []
}
