// Generated from schema/*.graphql by `npm run generate`; do not edit.

/** As what a person acts. */
export type Role = 'ADMIN' | 'DOCTOR' | 'NURSE' | 'PATIENT' | 'SUPPORT' | 'PRIVACY' | 'SERVICE'

/** HL7 v3 PurposeOfUse. */
export type Purpose = 'TREAT' | 'HPAYMT' | 'HOPERAT' | 'PATRQT' | 'ETREAT'

/** What ties a caller to a patient. */
export type Relation = 'SELF' | 'PROXY' | 'CARE_TEAM' | 'TENANT' | 'BREAK_GLASS'

/** A data class: one sealed part. */
export type ClassName = 'CLINICAL' | 'CONTACT' | 'DEMOGRAPHIC' | 'IDENTIFIER' | 'NAME' | 'OPAQUE' | 'STAFF' | 'VISIT'

/** A stored record type. */
export type RecordType = 'Encounter' | 'Observation' | 'Organization' | 'Patient' | 'Practitioner'

/** A record as another record names it. */
export interface Reference {
  readonly reference: string
}

/** Exactly one of `valueQuantity`, `valueCodeableConcept`, `valueString`, `component`. `status` is `final` if absent, `effectiveDateTime` now. */
export interface RecordObservationInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly code: CodeableConceptInput
  readonly effectiveDateTime?: string | null
  readonly valueQuantity?: QuantityInput | null
  readonly valueCodeableConcept?: CodeableConceptInput | null
  readonly valueString?: string | null
  readonly component?: readonly ObservationComponentInput[] | null
}

/** The content of Address. */
export interface Address {
  readonly use?: string | null
  readonly type?: string | null
  readonly text?: string | null
  readonly line?: readonly string[] | null
  readonly city?: string | null
  readonly district?: string | null
  readonly state?: string | null
  readonly postalCode?: string | null
  readonly country?: string | null
  readonly period?: Period | null
}

/** The content of AddressInput. */
export interface AddressInput {
  readonly use?: string | null
  readonly line?: readonly string[] | null
  readonly city?: string | null
  readonly district?: string | null
  readonly state?: string | null
  readonly postalCode?: string | null
  readonly country?: string | null
}

/** The content of CodeableConcept. */
export interface CodeableConcept {
  readonly coding?: readonly Coding[] | null
  readonly text?: string | null
}

/** The content of CodeableConceptInput. */
export interface CodeableConceptInput {
  readonly coding?: readonly CodingInput[] | null
  readonly text?: string | null
}

/** The content of Coding. */
export interface Coding {
  readonly system?: string | null
  readonly version?: string | null
  readonly code?: string | null
  readonly display?: string | null
}

/** The content of CodingInput. */
export interface CodingInput {
  readonly system?: string | null
  readonly version?: string | null
  readonly code?: string | null
  readonly display?: string | null
}

/** The content of ContactPoint. */
export interface ContactPoint {
  readonly system?: string | null
  readonly value?: string | null
  readonly use?: string | null
  readonly rank?: number | null
  readonly period?: Period | null
}

/** The content of ContactPointInput. */
export interface ContactPointInput {
  readonly system: string
  readonly value: string
  readonly use?: string | null
}

/** The content of EncounterParticipant. */
export interface EncounterParticipant {
  readonly type?: readonly CodeableConcept[] | null
  readonly period?: Period | null
  readonly individual?: Reference | null
}

/** The content of HumanName. */
export interface HumanName {
  readonly use?: string | null
  readonly text?: string | null
  readonly family?: string | null
  readonly given?: readonly string[] | null
  readonly prefix?: readonly string[] | null
  readonly suffix?: readonly string[] | null
  readonly period?: Period | null
}

/** The content of Identifier. */
export interface Identifier {
  readonly use?: string | null
  readonly type?: CodeableConcept | null
  readonly system?: string | null
  readonly value?: string | null
}

/** The content of ObservationComponent. */
export interface ObservationComponent {
  readonly code?: CodeableConcept | null
  readonly valueQuantity?: Quantity | null
  readonly valueCodeableConcept?: CodeableConcept | null
  readonly valueString?: string | null
  readonly interpretation?: readonly CodeableConcept[] | null
  readonly referenceRange?: readonly ObservationReferenceRange[] | null
}

/** The content of ObservationComponentInput. */
export interface ObservationComponentInput {
  readonly code: CodeableConceptInput
  readonly valueQuantity?: QuantityInput | null
  readonly valueCodeableConcept?: CodeableConceptInput | null
  readonly valueString?: string | null
}

/** The content of ObservationReferenceRange. */
export interface ObservationReferenceRange {
  readonly low?: Quantity | null
  readonly high?: Quantity | null
  readonly type?: CodeableConcept | null
  readonly text?: string | null
}

/** The content of PageInfo. */
export interface PageInfo {
  readonly hasNextPage: boolean
  readonly endCursor?: string | null
}

/** The content of Period. */
export interface Period {
  readonly start?: string | null
  readonly end?: string | null
}

/** The content of Quantity. */
export interface Quantity {
  readonly value?: number | null
  readonly comparator?: string | null
  readonly unit?: string | null
  readonly system?: string | null
  readonly code?: string | null
}

/** The content of QuantityInput. */
export interface QuantityInput {
  readonly value: number
  readonly comparator?: string | null
  readonly unit?: string | null
  readonly system?: string | null
  readonly code?: string | null
}

/** The content of RecordObservationPayload. */
export interface RecordObservationPayload {
  readonly observation?: Reference | null
}

/** The content of UpdatePatientContactPayload. */
export interface UpdatePatientContactPayload {
  readonly patient?: Reference | null
}

/** What is left out stays as it is; an empty list removes; null is refused. */
export interface UpdatePatientContactInput {
  readonly patient: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly telecom?: readonly ContactPointInput[] | null
  readonly address?: readonly AddressInput[] | null
}

/** Who is asking, and as what. */
export interface Me {
  readonly username: string
  readonly role: Role
  readonly tenant: string
}

/** http://hl7.org/fhir/R4/encounter.html */
export interface Encounter {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly class?: Coding | null
  readonly type?: readonly CodeableConcept[] | null
  readonly subject?: Reference | null
  readonly participant?: readonly EncounterParticipant[] | null
  readonly period?: Period | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly serviceProvider?: Reference | null
}

/** http://hl7.org/fhir/R4/observation.html */
export interface Observation {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly category?: readonly CodeableConcept[] | null
  readonly code?: CodeableConcept | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly effectiveDateTime?: string | null
  readonly effectivePeriod?: Period | null
  readonly issued?: string | null
  readonly performer?: readonly Reference[] | null
  readonly valueQuantity?: Quantity | null
  readonly valueCodeableConcept?: CodeableConcept | null
  readonly valueString?: string | null
  readonly interpretation?: readonly CodeableConcept[] | null
  readonly referenceRange?: readonly ObservationReferenceRange[] | null
  readonly component?: readonly ObservationComponent[] | null
}

/** http://hl7.org/fhir/R4/organization.html */
export interface Organization {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly active?: boolean | null
  readonly type?: readonly CodeableConcept[] | null
  readonly name?: string | null
  readonly telecom?: readonly ContactPoint[] | null
  readonly address?: readonly Address[] | null
}

/** http://hl7.org/fhir/R4/patient.html */
export interface Patient {
  readonly id: string
  readonly version: number
  readonly name?: readonly HumanName[] | null
  readonly identifier?: readonly Identifier[] | null
  readonly active?: boolean | null
  readonly gender?: string | null
  readonly birthDate?: string | null
  readonly deceasedBoolean?: boolean | null
  readonly deceasedDateTime?: string | null
  readonly maritalStatus?: CodeableConcept | null
  readonly telecom?: readonly ContactPoint[] | null
  readonly address?: readonly Address[] | null
  readonly generalPractitioner?: readonly Reference[] | null
  readonly managingOrganization?: Reference | null
}

/** http://hl7.org/fhir/R4/practitioner.html */
export interface Practitioner {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly active?: boolean | null
  readonly name?: readonly HumanName[] | null
  readonly telecom?: readonly ContactPoint[] | null
  readonly gender?: string | null
}
