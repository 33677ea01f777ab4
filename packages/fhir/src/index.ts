export { type CareTeamMembership, careTeamMemberships, encounterMemberships } from './careTeam.ts'
export { spanOf } from './dateTime.ts'
export { effectiveTime } from './effectiveTime.ts'
export { type FhirContent, type FromFhir, fromFhir } from './fromFhir.ts'
export { identifiers } from './identifiers.ts'
export { patientReferences } from './patientCompartment.ts'
export type { FhirPolicy, TypeRef } from './policy.ts'
export { type FhirEntry, type FhirRefusal, readResources } from './readResources.ts'
export {
  type ConditionalReference,
  type FoundReference,
  parseReference,
  type Reference,
  references,
} from './reference.ts'
export type { MappingCode, ReadCode } from './refusal.ts'
export type { FhirResource } from './resource.ts'
export { toFhir } from './toFhir.ts'
