/** The exit codes of every command: yes; the answer is no; wrong usage or unreadable input; unavailable. */
export const EXIT = { yes: 0, no: 1, usage: 2, unavailable: 3 } as const

/** Every code a command ends with by itself; `import` has further ones of its own. The list is closed. */
export type CliErrorCode =
  | 'AUDIT_UNAVAILABLE'
  | 'BAD_DATE'
  | 'BAD_NAME'
  | 'BAD_PORT'
  | 'BAD_SEED'
  | 'BAD_TTL'
  | 'BAD_USER_INPUT'
  | 'DAMAGED'
  | 'ENDPOINT_UNCLEAR'
  | 'FOLDER_NOT_EMPTY'
  | 'FOLDER_OUTDATED'
  | 'FOLDER_UNUSABLE'
  | 'FORBIDDEN'
  | 'FOREIGN_BACKUP'
  | 'FOREIGN_EXPORT'
  | 'INTEGRITY'
  | 'INTERNAL'
  | 'KEYS_TOO_OLD'
  | 'LIMIT_EXCEEDED'
  | 'LOCAL_ONLY'
  | 'LOCKED'
  | 'OWNER_OUTDATED'
  | 'NEEDS_PATIENT'
  | 'NOT_EMPTY'
  | 'NOT_LOCAL'
  | 'NOT_PRINTED'
  | 'NOT_WHOLE'
  | 'NO_SERVER'
  | 'PORT_TAKEN'
  | 'RESTORED'
  | 'SERVER_RUNNING'
  | 'SEVERAL_MEMBERSHIPS'
  | 'STAGE_UNCLEAR'
  | 'STALE'
  | 'UNAVAILABLE'
  | 'UNKNOWN_PATIENT'
  | 'UNKNOWN_PRACTITIONER'
  | 'UNKNOWN_TENANT'
  | 'UNKNOWN_USER'
  | 'UNREADABLE'
  | 'USER_EXISTS'
  | 'WRONG_USAGE'

/** Ends a command with an exit code and one line on stderr, `CODE: sentence`; the sentence never holds input data. */
export class CliError extends Error {
  readonly code: CliErrorCode
  readonly exit: number

  constructor(
    code: CliErrorCode,
    sentence: string,
    options: { readonly exit?: number; readonly cause?: unknown } = {},
  ) {
    super(sentence, { cause: options.cause })
    this.name = 'CliError'
    this.code = code
    this.exit = options.exit ?? EXIT.usage
  }
}

/** What people read: progress and words, on stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** What programs read: data, on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
