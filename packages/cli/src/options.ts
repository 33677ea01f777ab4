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

/** A date, or a moment of one. */
const DAY = /^(19|20)\d{2}-\d{2}-\d{2}/

/** The instant (ms) at which an option's day begins, or its moment; null if it is not given. @throws CliError BAD_DATE */
export function dayOf(name: string, value: unknown): number | null {
  if (value === undefined) return null
  const at = DAY.test(String(value)) ? Date.parse(String(value)) : Number.NaN
  if (Number.isNaN(at)) throw new CliError('BAD_DATE', `${name} is a date like 2026-01-31, or a moment of one.`)
  return at
}
