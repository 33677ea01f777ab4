import { spanOf } from './dateTime.ts'
import { isObject } from './json.ts'
import type { FhirPolicy, TypeRef } from './policy.ts'
import { parseReference } from './reference.ts'

/** Where an element does not have its schema type, by schema coordinate and index, and what it was to be. */
export interface Mismatch {
  readonly path: string
  readonly expected: string
}

/** An element's copy as far as the schema has it (undefined: nothing of it), or its first mismatch. */
export interface ElementCopy {
  readonly value: unknown
  readonly mismatch: Mismatch | undefined
  readonly holdsReference: boolean
}

/** Checks an element of a resource against its schema type and copies what the type has fields for; `sibling` is its `_name`. */
export function copyElement(options: {
  readonly policy: FhirPolicy
  readonly type: TypeRef
  readonly value: unknown
  readonly sibling: unknown
  readonly path: string
}): ElementCopy {
  const copier = new Copier(options.policy)
  const value = copier.copy(options)
  return { value, mismatch: copier.mismatch, holdsReference: copier.holdsReference }
}

interface Element {
  readonly type: TypeRef
  readonly value: unknown
  readonly sibling: unknown
  readonly path: string
}

class Copier {
  mismatch: Mismatch | undefined
  holdsReference = false
  readonly #policy: FhirPolicy

  constructor(policy: FhirPolicy) {
    this.#policy = policy
  }

  copy({ type, value, sibling, path }: Element): unknown {
    if (!type.list) return this.#copyItem({ type, value, sibling, path })
    if (!Array.isArray(value) || value.length === 0) return this.#fail(path, 'a non-empty list')
    // http://hl7.org/fhir/R4/json.html#primitive: null keeps the place of a primitive that has only extensions.
    const items = value.map((item: unknown, index) =>
      item === null && Array.isArray(sibling) && type.kind === 'scalar'
        ? undefined
        : this.#copyItem({ type, value: item, sibling: undefined, path: `${path}[${index}]` }),
    )
    const present = items.filter((item) => item !== undefined)
    return present.length === 0 ? undefined : present
  }

  #copyItem(element: Element): unknown {
    const { type, value, path } = element
    if (type.kind === 'value') return this.#copyValue(element)
    if (type.kind === 'record') return this.#copyReference(element)
    const scalar = scalars.get(type.name)
    if (scalar === undefined) return undefined
    return scalar.is(value) ? value : this.#fail(path, scalar.expected)
  }

  #copyValue({ type, value, path }: Element): unknown {
    if (!isObject(value) || Object.keys(value).length === 0) return this.#fail(path, `a ${type.name}`)
    const copied: [string, unknown][] = []
    for (const [name, fieldType] of Object.entries(this.#policy.values[type.name] ?? {})) {
      if (!Object.hasOwn(value, name)) continue
      const field = { type: fieldType, value: value[name], sibling: value[`_${name}`], path: `${path}.${name}` }
      const copy = this.copy(field)
      if (copy !== undefined) copied.push([name, copy])
    }
    return copied.length === 0 ? undefined : Object.fromEntries(copied)
  }

  #copyReference({ type, value, path }: Element): unknown {
    if (!isObject(value) || Object.keys(value).length === 0) return this.#fail(path, 'a Reference')
    const raw = value.reference
    if (raw === undefined) return undefined
    if (!isText(raw)) return this.#fail(`${path}.reference`, 'a non-empty string')
    this.holdsReference = true
    const fromString = statedType(raw)
    const stated = fromString === undefined ? value.type : fromString
    return stated === undefined || stated === type.name ? { reference: raw } : undefined
  }

  #fail(path: string, expected: string): undefined {
    this.mismatch ??= { path, expected }
    return undefined
  }
}

// Undefined: the string does not tell. Null: a contained resource is no record of its own and a URL of another kind
// names no type, so neither can become an edge.
function statedType(raw: string): string | null | undefined {
  const reference = parseReference(raw)
  if (reference.kind === 'contained' || reference.kind === 'other') return null
  return reference.kind === 'urn' ? undefined : reference.type
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

interface Scalar {
  readonly is: (value: unknown) => boolean
  readonly expected: string
}

const scalars = new Map<string, Scalar>([
  ['String', { is: isText, expected: 'a non-empty string' }],
  ['Boolean', { is: (value) => typeof value === 'boolean', expected: 'true or false' }],
  ['Float', { is: (value) => Number.isFinite(value), expected: 'a number' }],
  ['Int', { is: (value) => typeof value === 'number' && (value | 0) === value, expected: 'a 32-bit integer' }],
  [
    'Date',
    {
      is: (value) => typeof value === 'string' && spanOf(value)?.hasTime === false,
      expected: 'YYYY, YYYY-MM or YYYY-MM-DD of the calendar',
    },
  ],
  [
    'DateTime',
    {
      is: (value) => typeof value === 'string' && spanOf(value) !== undefined,
      expected: 'a date of the calendar, or one with time, seconds and zone',
    },
  ],
])
