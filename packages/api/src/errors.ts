import type { AuditOutcome } from '@wardgraph/audit'

/** Every code a client can see, with its HTTP status and its one sentence. The list is closed. */
export const REPLIES = {
  UNAUTHENTICATED: { status: 401, message: 'A valid access token is needed.' },
  FORBIDDEN: { status: 200, message: 'Not permitted.' },
  BAD_USER_INPUT: { status: 400, message: 'The request is not valid.' },
  LIMIT_EXCEEDED: { status: 400, message: 'The request is larger than this API allows.' },
  CONFLICT: {
    status: 200,
    message: 'The record is at another version: read it again.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is larger than 100 KB.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send application/json.' },
  AUDIT_UNAVAILABLE: {
    status: 503,
    message:
      'The audit record could not be written, so nothing is shown; try again, a mutation with the same idempotencyKey.',
  },
  UNAVAILABLE: { status: 503, message: 'A service that this request needs does not answer.' },
  INTERNAL: { status: 500, message: 'Something went wrong.' },
} as const

/** A code of the closed list. */
export type ReplyCode = keyof typeof REPLIES

/** Ends a request, or one mutation, with a code; `detail` is a fixed sentence of ours and never holds input. */
export class ReplyError extends Error {
  readonly code: ReplyCode

  constructor(code: ReplyCode, options: { readonly detail?: string; readonly cause?: unknown } = {}) {
    super(options.detail ?? REPLIES[code].message, { cause: options.cause })
    this.name = 'ReplyError'
    this.code = code
  }
}

/** What passes when tables and keys are there again. */
const PASSING: ReadonlySet<unknown> = new Set([
  'UNAVAILABLE',
  'UNKNOWN',
  'ERR_VAULT_UNAVAILABLE',
  'ERR_VAULT_KEYS_MISSING',
  'ERR_VAULT_RESTORED',
])

/** The code for any failure below: a table, key or time that did not answer is UNAVAILABLE, all else a fault of ours. */
export function codeOf(error: unknown): ReplyCode {
  if (error instanceof ReplyError) return error.code
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return PASSING.has(code) ? 'UNAVAILABLE' : 'INTERNAL'
}

/** What the audit record of a failure says: that a stored row is not what was written is said there, and not to clients. */
export function outcomeOf(code: ReplyCode, cause: unknown): AuditOutcome {
  if (code !== 'INTERNAL') return code
  for (let error = cause; error instanceof Error; error = error.cause)
    if ('code' in error && error.code === 'ERR_VAULT_INTEGRITY') return 'INTEGRITY'
  return code
}
