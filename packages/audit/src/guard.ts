/** Tells whether an unknown value has the shape T. */
export type Guard<T> = (value: unknown) => value is T

/** A string that matches the whole pattern (the pattern carries its own anchors). */
export const text =
  (pattern: RegExp): Guard<string> =>
  (value): value is string =>
    typeof value === 'string' && pattern.test(value)

/** One of the words, exactly. */
export const oneOf =
  <const W extends string>(words: readonly W[]): Guard<W> =>
  (value): value is W =>
    words.some((word) => word === value)

/** An integer in [least, most]. */
export const integer =
  ({ least = 0, most = Number.MAX_SAFE_INTEGER } = {}): Guard<number> =>
  (value): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most && !Object.is(value, -0)

/** The literal itself. */
export const exactly =
  <const L extends string | number | null>(literal: L): Guard<L> =>
  (value): value is L =>
    value === literal

/** Null, or what the guard admits. */
export const nullOr =
  <T>(guard: Guard<T>): Guard<T | null> =>
  (value): value is T | null =>
    value === null || guard(value)

/** A list of at most `most` admitted values. */
export const listOf =
  <T>(guard: Guard<T>, most: number): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= most && value.every((item) => guard(item))

/** A list of exactly these places. */
export const tuple =
  <T extends readonly unknown[]>(...guards: { readonly [K in keyof T]: Guard<T[K]> }): Guard<T> =>
  (value): value is T =>
    Array.isArray(value) && value.length === guards.length && guards.every((guard, place) => guard(value[place]))

/** An object with exactly these keys, no more and no fewer. */
export function shape<T extends object>(guards: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const known = new Map<string, Guard<unknown>>(Object.entries<Guard<unknown>>(guards))
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const entries = Object.entries<unknown>({ ...value })
    return entries.length === known.size && entries.every(([key, item]) => known.get(key)?.(item) === true)
  }
}
