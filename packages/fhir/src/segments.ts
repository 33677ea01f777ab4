import { asList, element, isObject } from './json.ts'
import { type Reference, referencesAt } from './reference.ts'
import type { FhirResource } from './resource.ts'
import { isProgramType, type Segment, segmentsOfCode } from './sensitiveCodes.ts'

/**
 * What a resource says of itself, by its security labels and by its codes, wherever they stand, also in what it
 * contains; an Organization also by its type. Sorted, each once; empty: nothing that the lists know.
 */
export function segmentsOf(resource: FhirResource): readonly Segment[] {
  const found = new Set<Segment>()
  // A list and no recursion, so that depth is no matter.
  const places: unknown[] = [resource]
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    if (isCoding(place)) for (const segment of segmentsOfCode(place)) found.add(segment)
    if (isProgram(place)) found.add('PART2')
    if (typeof place === 'object' && place !== null) {
      for (const child of Object.values(place)) if (typeof child === 'object' && child !== null) places.push(child)
    }
  }
  return [...found].sort()
}

function isCoding(value: unknown): value is { readonly system: string; readonly code: string } {
  return typeof element(value, 'system') === 'string' && typeof element(value, 'code') === 'string'
}

function isProgram(value: unknown): boolean {
  if (!isObject(value) || value.resourceType !== 'Organization') return false
  const codings = asList(value.type).flatMap((type) => asList(element(type, 'coding')))
  return codings.some((coding) => isCoding(coding) && isProgramType(coding))
}

// The elements of R4 that name the visit a record belongs to or the organisation it comes from.
const paths = [
  'encounter',
  'context',
  'context.encounter',
  'serviceProvider',
  'performer',
  'performer.actor',
  'performer.onBehalfOf',
  'author',
  'custodian',
  'organization',
  'managingOrganization',
]

// Who is registered or works at a program is not thereby its record: a patient's chart would be labelled whole.
const people = new Set(['Patient', 'Person', 'RelatedPerson', 'Practitioner', 'PractitionerRole'])

const labelling = new Set(['Organization', 'Encounter', 'EpisodeOfCare'])

/**
 * The references by which a resource may be labelled through others, each once: the visit it belongs to, the
 * organisation it comes from. A urn does not tell its type: whoever resolves it drops what is no Organization,
 * Encounter or EpisodeOfCare. What a resource contains is left out, `segmentsOf` has looked into it.
 */
export function labellingReferences(resource: FhirResource): readonly Reference[] {
  if (people.has(resource.resourceType)) return []
  const byRaw = new Map<string, Reference>()
  for (const reference of paths.flatMap((path) => referencesAt(resource, path))) {
    const type = 'type' in reference ? reference.type : undefined
    if (reference.kind === 'urn' || (type !== undefined && labelling.has(type))) byRaw.set(reference.raw, reference)
  }
  return [...byRaw.values()]
}
