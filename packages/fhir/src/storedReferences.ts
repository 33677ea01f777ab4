import { copyElement } from './copyElement.ts'
import type { FhirContent } from './fromFhir.ts'
import { isObject } from './json.ts'
import { type FhirPolicy, mappedFields, type TypeRef } from './policy.ts'
import { parseReference, type Reference } from './reference.ts'
import type { FhirResource } from './resource.ts'

interface Mapped {
  readonly policy: FhirPolicy
  readonly type: string
  readonly content: FhirContent
}

/** `content` of the store, whose references are record ids, with each as `Type/id`. */
export function withTypedReferences({ policy, type, content }: Mapped): FhirContent {
  const fields = mappedFields(policy, type)
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const field = fields.get(name)
      return [name, field === undefined ? value : typed(policy, field, value)]
    }),
  )
}

function typed(policy: FhirPolicy, type: TypeRef, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => typed(policy, type, item))
  if (!isObject(value)) return value
  if (type.kind === 'record') return { ...value, reference: `${type.name}/${value.reference}` }
  if (type.kind !== 'value') return value
  const fields = policy.values[type.name] ?? {}
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const field = fields[name]
      return [name, field === undefined ? child : typed(policy, field, child)]
    }),
  )
}

/**
 * What the references of `rest` were resolved to when `content` was made, by the source's own string. In a list of which
 * some lead nowhere nothing says which, so nothing is said of it.
 */
export function resolvedIn(
  of: Mapped & { readonly rest: Readonly<Record<string, unknown>> },
): ReadonlyMap<string, string> {
  const { policy, type, content, rest } = of
  const found = new Map<string, string>()
  for (const [name, field] of mappedFields(policy, type)) {
    if (rest[name] === undefined || content[name] === undefined) continue
    const { value } = copyElement({ policy, type: field, value: rest[name], sibling: rest[`_${name}`], path: name })
    pair(value, content[name], found)
  }
  return found
}

function pair(source: unknown, resolved: unknown, found: Map<string, string>): void {
  if (Array.isArray(source) && Array.isArray(resolved)) {
    if (source.length === resolved.length) for (const [i, item] of source.entries()) pair(item, resolved[i], found)
    return
  }
  if (!isObject(source) || !isObject(resolved)) return
  if (typeof source.reference === 'string' && typeof resolved.reference === 'string')
    found.set(source.reference, resolved.reference)
  for (const [name, child] of Object.entries(source)) pair(child, resolved[name], found)
}

/** A resource with every reference for which `of` knows another; all else is as it was. */
export function rewriteReferences(
  resource: FhirResource,
  of: (reference: Reference) => string | undefined,
): FhirResource {
  return { ...rewritten(resource, of), resourceType: resource.resourceType }
}

function rewritten(
  object: Readonly<Record<string, unknown>>,
  of: (reference: Reference) => string | undefined,
): Record<string, unknown> {
  const value = (child: unknown): unknown => {
    if (Array.isArray(child)) return child.map(value)
    return isObject(child) ? rewritten(child, of) : child
  }
  return Object.fromEntries(
    Object.entries(object).map(([name, child]) => {
      if (name !== 'reference' || typeof child !== 'string') return [name, value(child)]
      return [name, of(parseReference(child)) ?? child]
    }),
  )
}
