import type { FhirContent } from './fromFhir.ts'
import { isObject } from './json.ts'

// A tag, opened or closed, and not every `<`: `a < b`, `<5 mg/dL` and `<ann@example.org>` are text.
const tag = /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/i
// Where Annotations stand: their text is the one markdown that the schema has a field for.
const annotations: ReadonlySet<string> = new Set(['note', 'progress'])

/**
 * Whether a string of the content holds what looks like an HTML tag: nothing here shows one as HTML, but who reads the
 * string might. Markdown may hold some (http://hl7.org/fhir/R4/datatypes.html#markdown).
 */
export function hasMarkup(content: FhirContent): boolean {
  return Object.entries(content).some(([name, value]) => isMarkedUp(value, name))
}

function isMarkedUp(value: unknown, name: string): boolean {
  if (typeof value === 'string') return tag.test(value)
  if (Array.isArray(value)) return value.some((item) => isMarkedUp(item, name))
  if (!isObject(value)) return false
  return Object.entries(value).some(
    ([inner, child]) => !(annotations.has(name) && inner === 'text') && isMarkedUp(child, inner),
  )
}
