import { type FhirResource, labellingReferences, type Segment, segmentsOf } from '@wardgraph/fhir'
import { isLabelling } from './labelling.ts'
import type { Resolver, Target } from './resolver.ts'
import type { SourceIndex } from './sourceIndex.ts'

/** What a resource says of its own sensitivity, and by what it is labelled besides. */
export interface Labelled {
  readonly segments: readonly Segment[]
  /** Records that only the store may have, whose labels count too. */
  readonly elsewhere: readonly Target[]
}

/** A visit at an organisation that is part of ... so far, and in no circle. */
const DEPTH = 3

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
      if (target === undefined || !isLabelling(target.type)) continue
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
