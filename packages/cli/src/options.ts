import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CliError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The option of commands whose data programs read. */
export const json = { json: { type: 'boolean' } } as const

/** The value of an option as a word; undefined if there is none. */
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
