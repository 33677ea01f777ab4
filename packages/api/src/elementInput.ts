import { badInput } from './people.ts'

/** Whether a client gave a value: a null is none. */
export const isGiven = (value: unknown) => value !== null && value !== undefined

/** A concept of one code. */
export function coded(system: string, code: string) {
  return { coding: [{ system, code }] }
}

/**
 * An element as a client sent it, without what is null in it: every text says something, every number is one, every
 * concept has a code or a text, and no list is empty. @throws ReplyError BAD_USER_INPUT, naming the place only
 */
export function checkElement(path: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0) throw badInput(`${path}: expected at least one.`)
    return value.map((one, i) => checkElement(`${path}[${i}]`, one))
  }
  if (typeof value === 'string' && value.trim() === '') throw badInput(`${path}: expected text.`)
  // graphql-js takes 1e400 for infinity, which JSON cannot hold.
  if (typeof value === 'number' && !Number.isFinite(value)) throw badInput(`${path}: expected a number.`)
  if (typeof value !== 'object' || value === null) return value
  const given = Object.entries(value).filter(([, one]) => isGiven(one))
  if (given.length === 0) throw badInput(`${path}: expected something.`)
  const isConcept = 'coding' in value && !('text' in value && isGiven(value.text))
  const codings = isConcept && Array.isArray(value.coding) ? value.coding : undefined
  if (codings !== undefined && !codings.some((one) => isGiven(Reflect.get(Object(one), 'code'))))
    throw badInput(`${path}: expected a coding with a code, or a text.`)
  return Object.fromEntries(given.map(([name, one]) => [name, checkElement(`${path}.${name}`, one)]))
}
