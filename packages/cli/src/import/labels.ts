import { type FhirResource, labellingReferences, type Segment, segmentsOf } from '@wardgraph/fhir'
import type { Resolver, Target } from './resolver.ts'
import type { SourceIndex } from './sourceIndex.ts'

/** What a resource says of its own sensitivity, and by what it is labelled besides. */
export interface Labelled {
  readonly segments: readonly Segment[]
  /** Records that only the store may have, whose labels count too. */
  readonly elsewhere: readonly Target[]
}

/** What others are labelled by, as the files hold it: visits and organisations. */
const LABELLING = new Set(['Organization', 'Encounter', 'EpisodeOfCare'])
/** A visit at an organisation that is part of ... so far, and in no circle. */
const DEPTH = 3

/** Whether others may be labelled by a resource of this type. */
export function isLabelling({ resourceType }: FhirResource): boolean {
  return LABELLING.has(resourceType)
}

/** How sensitive a resource is: by itself, by the visit it belongs to and the organisation it comes from. */
export function labelOf(
  resource: FhirResource,
  of: { readonly index: SourceIndex; readonly resolver: Resolver },
): Labelled {
  const segments = new Set<Segment>(segmentsOf(resource))
  const elsewhere: Target[] = []
  const follow = (from: FhirResource, depth: number): void => {
    for (const reference of labellingReferences(from)) {
      const target = of.resolver.resolve(reference)
      if (target === undefined || !LABELLING.has(target.type)) continue
      if (!target.here) elsewhere.push(target)
      for (const one of target.source === null ? [] : of.index.labelling(target.source)) {
        for (const segment of segmentsOf(one)) segments.add(segment)
        if (depth < DEPTH) follow(one, depth + 1)
      }
    }
  }
  follow(resource, 1)
  return { segments: [...segments].sort(), elsewhere }
}

/** So much of a resource as labels others: what is kept in memory of each visit and organisation. */
export function labellingPart(resource: FhirResource): FhirResource {
  const kept = ['meta', 'type', 'class', 'reasonCode', 'serviceProvider', 'managingOrganization', 'partOf']
  const { resourceType } = resource
  return {
    resourceType,
    ...Object.fromEntries(kept.flatMap((name) => (name in resource ? [[name, resource[name]]] : []))),
  }
}
