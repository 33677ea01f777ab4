/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as the list it is or stands for: absent is none, one is a list of one. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** An own element of a JSON value, undefined if the value is no object or has no such element. */
export function element(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

// JSON.parse makes these own properties; whoever copies such an object by assignment changes a prototype instead.
const badKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Longer than any name of FHIR; V8 hashes what is longer than 16,383 by its length alone, so that maps of it are lists. */
export const LONGEST_NAME = 100

/** True if an object itself, not what it holds, has a key that FHIR never uses and JavaScript treats specially. */
export function hasBadKey(value: object): boolean {
  return Object.keys(value).some((key) => badKeys.has(key) || key.length > LONGEST_NAME)
}

/** What makes a JSON value unsafe to walk or copy, looking `depth` containers deep and no deeper. */
export function findHazard(value: unknown, depth: number): 'BAD_KEY' | 'TOO_DEEP' | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === 0) return 'TOO_DEEP'
  if (!Array.isArray(value) && hasBadKey(value)) return 'BAD_KEY'
  for (const child of Object.values(value)) {
    const hazard = findHazard(child, depth - 1)
    if (hazard !== undefined) return hazard
  }
  return undefined
}
