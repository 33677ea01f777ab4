import { isDeepStrictEqual } from 'node:util'
import { copyElement } from './copyElement.ts'
import type { FhirContent } from './fromFhir.ts'
import { isObject } from './json.ts'
import { type FhirPolicy, mappedFields, type TypeRef } from './policy.ts'
import type { FhirResource } from './resource.ts'

/**
 * The inverse of `fromFhir`, exact while `content` is unchanged. A field changed since replaces what `rest` kept of
 * it; references come from `rest` as long as it has them, because those in `content` may have been resolved. What
 * leaves as FHIR is written by `fhirJson`.
 */
export function toFhir({
  policy,
  type,
  content,
  rest,
}: {
  readonly policy: FhirPolicy
  readonly type: string
  readonly content: FhirContent
  readonly rest: Readonly<Record<string, unknown>>
}): FhirResource {
  const elements = new Map(Object.entries(rest))
  for (const [name, fieldType] of mappedFields(policy, type)) {
    const kept = elements.get(name)
    const sibling = elements.get(`_${name}`)
    if (kept !== undefined) {
      const copy = copyElement({ policy, type: fieldType, value: kept, sibling, path: name }).value
      const [then, now] = [copy, content[name]].map((value) => withoutReferences(policy, fieldType, value))
      if (isDeepStrictEqual(then, now)) continue
    }
    if (content[name] === undefined) elements.delete(name)
    else elements.set(name, content[name])
  }
  return { ...Object.fromEntries(elements), resourceType: type }
}

/** Undefined where there is nothing but references: one that leads nowhere may have been left out with what held it alone. */
function withoutReferences(policy: FhirPolicy, type: TypeRef, value: unknown): unknown {
  if (type.kind === 'record') return undefined
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutReferences(policy, type, item)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (type.kind !== 'value' || !isObject(value)) return value
  const fields = policy.values[type.name] ?? {}
  const kept = Object.entries(value).flatMap(([name, child]) => {
    const field = fields[name]
    const plain = field && withoutReferences(policy, field, child)
    return plain === undefined ? [] : [[name, plain] as const]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
