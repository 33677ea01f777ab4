import type { ReplyCode } from './errors.ts'

/** What a stage's alarms look for; docs/audit.md says what to do on each. The list is closed. */
export type Alarm =
  | 'AUDIT_ANOMALY'
  | 'AUDIT_OVERWRITTEN'
  | 'BREAK_GLASS'
  | 'CLOCK'
  | 'DIGEST_FORKED'
  | 'DIGEST_KEY'
  | 'TRAIL_NOT_WHOLE'

/** One line of JSON on stderr that a stage's alarms look for. */
export function logAlarm(code: Alarm): void {
  process.stderr.write(`${JSON.stringify({ level: 'alarm', code })}\n`)
}

/** One line of JSON on stderr: which request failed, with which code, by which kinds of error. Never a message: messages quote. */
export function logFailure(
  { request }: { readonly request: string },
  { code, cause }: { readonly code: ReplyCode; readonly cause: unknown },
): void {
  const causes: string[] = []
  for (let error = cause; error instanceof Error && causes.length < 5; error = error.cause)
    causes.push('code' in error && typeof error.code === 'string' ? `${error.name}/${error.code}` : error.name)
  process.stderr.write(`${JSON.stringify({ level: 'error', request, code, causes })}\n`)
}
