import type { FhirResource } from '@wardgraph/fhir'

/** What others are labelled by, as the files hold it: visits and organisations. */
const LABELLING = new Set(['Organization', 'Encounter', 'EpisodeOfCare'])
/** Whether others may be labelled by a resource of this type. */
export function isLabelling(type: string): boolean {
  return LABELLING.has(type)
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
