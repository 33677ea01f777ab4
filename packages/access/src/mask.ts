/** Reduces a value; null where nothing may be shown of it. */
export type Mask = (value: unknown) => unknown

/** The masks that `@data(mask:)` names. */
export const MASKS: ReadonlyMap<string, Mask> = new Map([
  ['YEAR', year],
  ['LAST_4', lastFour],
  ['INITIALS', initials],
])

function year(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}(-|$)/.test(value) ? value.slice(0, 4) : null
}

/** Of a string its last four characters, never more than half of it; of an Identifier the same of its value. */
function lastFour(value: unknown): unknown {
  if (typeof value === 'string') return tail(value)
  if (Array.isArray(value)) return value.map((item) => lastFour(item))
  if (typeof value !== 'object' || value === null) return null
  const { use = null, type = null, system = null, value: text } = value as Readonly<Record<string, unknown>>
  return { use, type, system, value: typeof text === 'string' ? tail(text) : null }
}

function tail(text: string): string {
  const characters = [...text]
  const shown = Math.min(4, Math.floor(characters.length / 2))
  return characters.slice(characters.length - shown).join('')
}

/** Of a name, or of each of several, the first letters of its parts. */
function initials(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => initials(item))
  if (typeof value === 'string') return first(value)
  if (typeof value !== 'object' || value === null) return null
  const { use = null, family, given } = value as Readonly<Record<string, unknown>>
  const parts = Array.isArray(given) ? given.flatMap((one) => (typeof one === 'string' ? [first(one)] : [])) : []
  return { use, family: typeof family === 'string' ? first(family) : null, given: parts }
}

function first(text: string): string {
  const [letter = ''] = [...text.trim()]
  return letter === '' ? '' : `${letter}.`
}
