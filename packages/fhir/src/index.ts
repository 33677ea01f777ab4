export { withoutAmended } from './amended.ts'
export {
  appointmentMemberships,
  type CareTeamMembership,
  careTeamMemberships,
  encounterMemberships,
} from './careTeam.ts'
export { consentRules } from './consent.ts'
export { consentResource } from './consentResource.ts'
export type { ConsentRule } from './consentRule.ts'
export { spanOf } from './dateTime.ts'
export { isInError, markOfError } from './enteredInError.ts'
export { fhirJson } from './fhirJson.ts'
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
export type { MappingCode, ReadCode, RuleCode } from './refusal.ts'
export type { FhirResource } from './resource.ts'
export { resourceTypes } from './resourceTypes.ts'
export { brokenRule } from './rules.ts'
export { labellingReferences, segmentsOf } from './segments.ts'
export { type Segment, VERSION as SENSITIVE_CODES_VERSION } from './sensitiveCodes.ts'
export { resolvedIn, rewriteReferences, withTypedReferences } from './storedReferences.ts'
export { toFhir } from './toFhir.ts'
