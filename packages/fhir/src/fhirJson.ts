import { isObject } from './json.ts'
import { escaped } from './numberTexts.ts'
import type { FhirResource } from './resource.ts'

// Node has it (https://github.com/tc39/proposal-json-parse-with-source), TypeScript's library not yet.
declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/**
 * Where a resource that was read keeps its numbers that JavaScript would write otherwise: their texts by JSON Pointer
 * (RFC 6901), as in `{ '/valueQuantity/value': '1.00' }`. No FHIR element is named so.
 */
export const NUMBERS = '#numbers'

/**
 * A resource as FHIR JSON, each number as its source wrote it
 * (http://hl7.org/fhir/R4/datatypes.html#decimal: the precision of a decimal must be kept). A number that was changed
 * since is written as JavaScript does.
 */
export function fhirJson({ [NUMBERS]: texts, ...elements }: FhirResource): string {
  return JSON.stringify(isObject(texts) ? exact(elements, { texts, pointer: '' }) : elements)
}

function exact(
  value: unknown,
  at: { readonly texts: Readonly<Record<string, unknown>>; readonly pointer: string },
): unknown {
  const { texts, pointer } = at
  const inside = (key: string | number, child: unknown) =>
    exact(child, { texts, pointer: `${pointer}/${escaped(`${key}`)}` })
  if (Array.isArray(value)) return value.map((item, index) => inside(index, item))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, inside(key, child)]))
  const text = Object.hasOwn(texts, pointer) ? texts[pointer] : undefined
  return typeof text === 'string' && isTextOf(text, value) ? JSON.rawJSON(text) : value
}

// Compared as JSON, which is how it was stored: there -0 is 0, and what exceeds a double is null.
function isTextOf(text: string, value: unknown): boolean {
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)
  return isNumber && JSON.stringify(Number(text)) === JSON.stringify(value)
}
