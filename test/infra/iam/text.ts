import { NotModelled } from './errors.ts'

/** Gives the value of a policy variable, undefined where the request has none. */
export type Lookup = (key: string) => string | readonly string[] | undefined

/** `${key}`, `${key, 'default'}`, or one of the three characters that are written so to be themselves. */
const VARIABLE = /\$\{([^}]*)\}/g
const BODY = /^\s*([\w.]+:[\w:/.=+@-]+)\s*(?:,\s*'((?:[^']|'')*)'\s*)?$/
const LITERAL = ['*', '?', '$']

/** Whether a text holds variables; `${*}`, `${?}` and `${$}` are none. @throws NotModelled on what is no variable. */
export function hasVariables(text: string): boolean {
  const bodies = [...text.matchAll(VARIABLE)].map(([, body = '']) => body)
  if (
    text.replaceAll(VARIABLE, '').includes('${') ||
    bodies.some((body) => !LITERAL.includes(body) && !BODY.test(body))
  )
    throw new NotModelled(`${text}: a variable that cannot be read`)
  return bodies.some((body) => !LITERAL.includes(body))
}

/** The pattern of a text without variables: `*` is any run of characters, `?` any one. */
export function textPattern(text: string, { ignoreCase = false } = {}): RegExp {
  const source = [...text].map((c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : escaped(c))).join('')
  return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u')
}

/**
 * The pattern of a text of a policy with its variables replaced, undefined when one of them has no value: it is then equal
 * to nothing (IAM user guide, reference_policies_variables, "Policy variables with no value").
 *
 * @throws NotModelled on a multivalued key as a variable, and on a value with a wildcard in it.
 */
export function filledPattern(
  text: string,
  options: { readonly lookup: Lookup; readonly wildcards: boolean; readonly ignoreCase: boolean },
): RegExp | undefined {
  const parts = text
    .split(VARIABLE)
    .map((part, i) => (i % 2 === 0 ? plain(part, options) : filled(part, options.lookup)))
  if (parts.includes(undefined)) return undefined
  return new RegExp(`^${parts.join('')}$`, options.ignoreCase ? 'iu' : 'u')
}

function plain(text: string, { wildcards }: { readonly wildcards: boolean }): string {
  return wildcards ? textPattern(text).source.slice(1, -1) : escaped(text)
}

function filled(body: string, lookup: Lookup): string | undefined {
  if (LITERAL.includes(body)) return escaped(body)
  const [, key = '', fallback] = BODY.exec(body) ?? []
  const value = lookup(key) ?? fallback?.replaceAll("''", "'")
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw new NotModelled(`${key}: a multivalued key is no variable`)
  if (/[*?]/.test(value)) throw new NotModelled(`${key}: a value with a wildcard`)
  return escaped(value)
}

/**
 * Whether an ARN matches one of a policy: each of the six parts between colons by itself, the last with the colons it holds.
 * A pattern with fewer parts ends in a wildcard that goes on to the end (reference_policies_elements_resource).
 */
export function arnMatches(arn: string, pattern: string, lookup: Lookup): boolean {
  const wanted = arnParts(pattern, 6)
  const given = arnParts(arn, wanted.length)
  if (given.length !== wanted.length) return false
  return wanted.every((part, i) =>
    filledPattern(part, { lookup, wildcards: true, ignoreCase: false })?.test(given[i] ?? ''),
  )
}

/** The parts of an ARN, at most so many; the last keeps its colons. */
export function arnParts(arn: string, most: number): string[] {
  const parts = arn.split(':')
  return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(':')]
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
