import { asList, element, isObject } from './json.ts'
import type { FhirResource } from './resource.ts'
import { resourceTypes } from './resourceTypes.ts'

/** `Type?identifier=system|value`; `system` null: whatever the system. */
export interface ConditionalReference {
  readonly kind: 'conditional'
  readonly type: string
  readonly system: string | null
  readonly value: string
}

/** What a Reference string points at (http://hl7.org/fhir/R4/references.html); `raw` is the string itself. */
export type Reference = { readonly raw: string } & (
  | { readonly kind: 'urn' }
  | { readonly kind: 'relative'; readonly type: string; readonly id: string }
  | { readonly kind: 'absolute'; readonly type: string; readonly id: string }
  | ConditionalReference
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'other' }
)

/** A Reference and where it stands, such as `participant[0].individual`. */
export interface FoundReference {
  readonly path: string
  readonly reference: Reference
}

const typeAndId =
  /^(?<base>https?:\/\/[^?#]+\/)?(?<type>[A-Za-z]+)\/(?<id>[A-Za-z0-9\-.]{1,64})(\/_history\/[A-Za-z0-9\-.]{1,64})?$/
const search = /^(?<type>[A-Za-z]+)\?identifier=(?<token>[^&]+)$/

/** Classifies one Reference string. */
export function parseReference(raw: string): Reference {
  if (raw.startsWith('urn:uuid:') || raw.startsWith('urn:oid:')) return { raw, kind: 'urn' }
  if (raw.startsWith('#')) return { raw, kind: 'contained', id: raw.slice(1) }
  const { base, type, id } = typeAndId.exec(raw)?.groups ?? {}
  if (type !== undefined && id !== undefined && resourceTypes.has(type)) {
    return { raw, kind: base === undefined ? 'relative' : 'absolute', type, id }
  }
  const conditional = parseConditional(raw)
  return conditional === undefined ? { raw, kind: 'other' } : { raw, ...conditional }
}

/** Reads `Type?identifier=system|value`; undefined for every other search, which may match more than one resource. */
export function parseConditional(raw: string): ConditionalReference | undefined {
  const { type, token } = search.exec(raw)?.groups ?? {}
  if (type === undefined || token === undefined || !resourceTypes.has(type)) return undefined
  const [system, value] = systemAndValue(percentDecoded(token))
  if (system === '' || value === '') return undefined
  return { kind: 'conditional', type, system, value }
}

function systemAndValue(token: string): readonly [string | null, string] {
  const bar = token.indexOf('|')
  return bar === -1 ? [null, token] : [token.slice(0, bar), token.slice(bar + 1)]
}

function percentDecoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

/** The References at one path of a resource, such as `participant.actor`, through every list on the way. */
export function referencesAt(resource: FhirResource, path: string): readonly Reference[] {
  let places: readonly unknown[] = [resource]
  for (const name of path.split('.')) places = places.flatMap((place) => asList(element(place, name)))
  return places.flatMap((place) => {
    const raw = element(place, 'reference')
    return typeof raw === 'string' ? [parseReference(raw)] : []
  })
}

/** Every Reference of a resource and of what it contains, in document order. */
export function references(resource: FhirResource): readonly FoundReference[] {
  const found: FoundReference[] = []
  collect(resource, '', found)
  return found
}

function collect(value: unknown, path: string, found: FoundReference[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${path}[${index}]`, found)
    return
  }
  if (!isObject(value)) return
  if (typeof value.reference === 'string') found.push({ path, reference: parseReference(value.reference) })
  for (const [name, child] of Object.entries(value)) collect(child, path === '' ? name : `${path}.${name}`, found)
}
