import { type ParseArgsConfig, parseArgs } from 'node:util'

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
  | 'ENDPOINT_UNCLEAR'
  | 'FOLDER_NOT_EMPTY'
  | 'FOLDER_OUTDATED'
  | 'FOLDER_UNUSABLE'
  | 'INTERNAL'
  | 'LIMIT_EXCEEDED'
  | 'LOCKED'
  | 'NEEDS_PATIENT'
  | 'NOT_LOCAL'
  | 'NO_SERVER'
  | 'PORT_TAKEN'
  | 'SERVER_RUNNING'
  | 'SEVERAL_MEMBERSHIPS'
  | 'UNAVAILABLE'
  | 'UNKNOWN_PATIENT'
  | 'UNKNOWN_PRACTITIONER'
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

type Options = NonNullable<ParseArgsConfig['options']>

/** The option of commands whose answer a program may read. */
export const json = { json: { type: 'boolean' } } as const

/** An option that was given and is not empty. */
export function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The options and words of a command. @throws CliError WRONG_USAGE */
export function parse(args: readonly string[], options: Options, { allowPositionals = false } = {}) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true })
  } catch (cause) {
    throw new CliError(
      'WRONG_USAGE',
      'a word or an option is not known, or an option lacks its value; `npx wardgraph help` shows how.',
      { cause },
    )
  }
}
