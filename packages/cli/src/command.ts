/** The exit codes of every command: yes; the answer is no; wrong usage or unreadable input; unavailable. */
export const EXIT = { yes: 0, no: 1, usage: 2, unavailable: 3 } as const

/** Ends a command with an exit code and one line on stderr, `CODE: sentence`; the sentence never holds input data. */
export class CliError extends Error {
  readonly code: string
  readonly exit: number

  constructor(code: string, sentence: string, options: { readonly exit?: number; readonly cause?: unknown } = {}) {
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
