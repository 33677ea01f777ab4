import { spanOf } from '@wardgraph/fhir'
import type { Content } from './kind.ts'

/**
 * When a record happened: the first moment that the first of these elements (`period.start`) may mean, in UTC ms;
 * undefined if none says.
 */
export function firstTime(...paths: readonly string[]): (content: Content) => number | undefined {
  return (content) => {
    for (const path of paths) {
      const text = elementAt(content, path)
      const span = typeof text === 'string' ? spanOf(text) : undefined
      if (span !== undefined) return span.start
    }
    return undefined
  }
}

/** The code that a record is found by: the first of the first of these elements that has one, a CodeableConcept or a list of them. */
export function firstCode(...names: readonly string[]): (content: Content) => string | undefined {
  return (content) => {
    for (const name of names) {
      const code = listOf(content[name])
        .flatMap((concept) => listOf(elementAt(concept, 'coding')))
        .map((coding) => elementAt(coding, 'code'))
        .find((code) => typeof code === 'string' && code !== '')
      if (typeof code === 'string') return code
    }
    return undefined
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function elementAt(value: unknown, path: string): unknown {
  let at = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Reflect.get(at, name)
  }
  return at
}
