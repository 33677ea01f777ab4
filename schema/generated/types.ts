// Generated from schema/*.graphql by `npm run generate`; do not edit.

/** As what a person acts. */
export type Role = 'ADMIN' | 'DOCTOR' | 'NURSE' | 'PATIENT' | 'SUPPORT' | 'PRIVACY' | 'SERVICE'

/** HL7 v3 PurposeOfUse. */
export type Purpose = 'TREAT' | 'HPAYMT' | 'HOPERAT' | 'PATRQT' | 'ETREAT'

/** What ties a caller to a patient. */
export type Relation = 'SELF' | 'PROXY' | 'CARE_TEAM' | 'TENANT' | 'BREAK_GLASS' | 'AUTHOR'

/** A data class: one sealed part. */
export type ClassName = 'CLINICAL' | 'CONSENT' | 'CONTACT' | 'COVERAGE' | 'DEMOGRAPHIC' | 'IDENTIFIER' | 'NAME' | 'OPAQUE' | 'PROVENANCE' | 'REVIEW' | 'STAFF' | 'VISIT'

/** A data class as the schema names it. */
export type DataClass = 'STAFF' | 'NAME' | 'DEMOGRAPHIC' | 'IDENTIFIER' | 'CONTACT' | 'VISIT' | 'CLINICAL' | 'OPAQUE' | 'CONSENT' | 'REVIEW' | 'COVERAGE' | 'PROVENANCE'

/** How sensitive a record is. */
export type Segment = 'NORMAL' | 'PART2' | 'HIV' | 'MENTAL_HEALTH' | 'REPRODUCTIVE' | 'PSYCHOTHERAPY' | 'VIP'

/** A stored record type. */
export type RecordType = 'AllergyIntolerance' | 'CarePlan' | 'CareTeam' | 'Condition' | 'Coverage' | 'DiagnosticReport' | 'DocumentReference' | 'Encounter' | 'Goal' | 'Immunization' | 'MedicationRequest' | 'Observation' | 'Organization' | 'Patient' | 'Practitioner' | 'Procedure' | 'Review'

/** The enum AccessLogShows. */
export type AccessLogShows = 'ROLES' | 'NAMES'

/** The enum ConsentDefault. */
export type ConsentDefault = 'PERMIT' | 'DENY'

/** The enum ConsentType. */
export type ConsentType = 'PERMIT' | 'DENY'

/** The enum ErasureState. */
export type ErasureState = 'NONE' | 'WANTED' | 'APPROVED' | 'HELD'

/** The enum MergeState. */
export type MergeState = 'PROPOSED' | 'LINKED' | 'UNLINKED'

/** The enum OwnChart. */
export type OwnChart = 'OUTSIDE' | 'INSIDE'

/** The enum ProxyBasis. */
export type ProxyBasis = 'PARENT' | 'GUARDIAN' | 'POWER_OF_ATTORNEY' | 'EXECUTOR'

/** The enum ReviewFinding. */
export type ReviewFinding = 'APPROPRIATE' | 'INAPPROPRIATE' | 'UNCLEAR'

/** The enum ReviewKind. */
export type ReviewKind = 'BREAK_GLASS' | 'SELF_ASSIGNMENT' | 'OWN_CHART' | 'SAME_NAME_OR_ADDRESS' | 'VIP' | 'AFTER_HOURS' | 'RELABELLING' | 'MERGE' | 'RULES' | 'ERASURE' | 'LEGAL_HOLD' | 'DUPLICATE_RECORD_NUMBER'

/** The enum ReviewState. */
export type ReviewState = 'OPEN' | 'CLOSED'

/** A record as another record names it. */
export interface Reference {
  readonly reference: string
}

/** A decision about each prescription that is active or on hold, and about each allergy that is active, as far as the caller knows of them: where one is left out, or is another version by now, nothing is written. 40 decisions at most. */
export interface ReconcileChartInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly medicationRequests: readonly MedicationDecision[]
  readonly allergyIntolerances: readonly AllergyDecision[]
}

/** A patient of the own list, and what is to happen next. */
export interface PanelEntry {
  readonly patient?: Reference | null
  readonly next?: Reference | null
}

/** A shift of the caller's own, of 24 hours at most; a person is on eight units at once at most, those around included. */
export interface StartShiftInput {
  readonly unit: string
  readonly until: string
  readonly idempotencyKey: string
}

/** A ward or an on-call team, in another one or in none. */
export interface CreateUnitInput {
  readonly unit: string
  readonly within?: string | null
  readonly idempotencyKey: string
}

/** Destroys a patient's key, and then the chart. Takes two, as a merge does; happens once the cooling-off period is over, unless it is cancelled or the chart is held. */
export interface ErasePatientInput {
  readonly patient: string
  readonly reason: string
  readonly idempotencyKey: string
}

/** Exactly one of `valueQuantity`, `valueCodeableConcept`, `valueString`, `component`. `status` is `final` if absent, `effectiveDateTime` now. `segments` adds to those that the codes say by themselves; PSYCHOTHERAPY is for the author alone. */
export interface RecordObservationInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly code: CodeableConceptInput
  readonly encounter?: string | null
  readonly effectiveDateTime?: string | null
  readonly valueQuantity?: QuantityInput | null
  readonly valueCodeableConcept?: CodeableConceptInput | null
  readonly valueString?: string | null
  readonly component?: readonly ObservationComponentInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** From `open` up to `close`, hours of the day in an IANA time zone. */
export interface OpenHours {
  readonly open: number
  readonly close: number
  readonly zone: string
}

/** From this age on, in years, a parent does not see these segments. */
export interface AgeRule {
  readonly from: number
  readonly hides: readonly Segment[]
}

/** If absent `clinicalStatus` is `active`, `verificationStatus` `confirmed`, `category` `problem-list-item`. */
export interface RecordConditionInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly clinicalStatus?: CodeableConceptInput | null
  readonly verificationStatus?: CodeableConceptInput | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly severity?: CodeableConceptInput | null
  readonly code: CodeableConceptInput
  readonly bodySite?: readonly CodeableConceptInput[] | null
  readonly encounter?: string | null
  readonly onsetDateTime?: string | null
  readonly onsetString?: string | null
  readonly abatementDateTime?: string | null
  readonly abatementString?: string | null
  readonly note?: readonly AnnotationInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `clinicalStatus` is `active`, `verificationStatus` `confirmed`. */
export interface RecordAllergyIntoleranceInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly clinicalStatus?: CodeableConceptInput | null
  readonly verificationStatus?: CodeableConceptInput | null
  readonly type?: string | null
  readonly category?: readonly string[] | null
  readonly criticality?: string | null
  readonly code: CodeableConceptInput
  readonly encounter?: string | null
  readonly onsetDateTime?: string | null
  readonly onsetString?: string | null
  readonly lastOccurrence?: string | null
  readonly note?: readonly AnnotationInput[] | null
  readonly reaction?: readonly AllergyIntoleranceReactionInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `lifecycleStatus` is `active`. `addresses`: conditions of the patient. */
export interface RecordGoalInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly lifecycleStatus?: string | null
  readonly achievementStatus?: CodeableConceptInput | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly priority?: CodeableConceptInput | null
  readonly description: CodeableConceptInput
  readonly startDate?: string | null
  readonly target?: readonly GoalTargetInput[] | null
  readonly addresses?: readonly string[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `status` is `active`, `intent` `order`, `authoredOn` now. Where an allergy warns that is not `acknowledged`, nothing is written: `medicationRequest` is null, and `warnings` says of what. */
export interface RecordMedicationRequestInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly priority?: string | null
  readonly medicationCodeableConcept: CodeableConceptInput
  readonly encounter?: string | null
  readonly authoredOn?: string | null
  readonly reasonCode?: readonly CodeableConceptInput[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly dosageInstruction?: readonly DosageInput[] | null
  readonly acknowledged?: readonly string[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `status` is `active`, `intent` `plan`. `addresses`: conditions, `goal`: goals of the patient. One of `title` and `description`. */
export interface RecordCarePlanInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly title?: string | null
  readonly description?: string | null
  readonly encounter?: string | null
  readonly period?: PeriodInput | null
  readonly addresses?: readonly string[] | null
  readonly goal?: readonly string[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `status` is `completed`, `occurrenceDateTime` now, `primarySource` true. */
export interface RecordImmunizationInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly statusReason?: CodeableConceptInput | null
  readonly vaccineCode: CodeableConceptInput
  readonly encounter?: string | null
  readonly occurrenceDateTime?: string | null
  readonly primarySource?: boolean | null
  readonly lotNumber?: string | null
  readonly expirationDate?: string | null
  readonly site?: CodeableConceptInput | null
  readonly route?: CodeableConceptInput | null
  readonly doseQuantity?: QuantityInput | null
  readonly note?: readonly AnnotationInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** If absent `status` is `completed`; with neither `performedDateTime` nor `performedPeriod` it was performed now. */
export interface RecordProcedureInput {
  readonly patient: string
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly statusReason?: CodeableConceptInput | null
  readonly category?: CodeableConceptInput | null
  readonly code: CodeableConceptInput
  readonly encounter?: string | null
  readonly performedDateTime?: string | null
  readonly performedPeriod?: PeriodInput | null
  readonly reasonCode?: readonly CodeableConceptInput[] | null
  readonly bodySite?: readonly CodeableConceptInput[] | null
  readonly outcome?: CodeableConceptInput | null
  readonly note?: readonly AnnotationInput[] | null
  readonly segments?: readonly Segment[] | null
}

/** Labels one record anew: that of the one id given, or without one the patient itself. The segments replace those it has; NORMAL, alone, takes them all away. No `expectedVersion`: it says the whole label, and hangs on nothing else that the record says. Always reviewed. */
export interface LabelRecordInput {
  readonly patient: string
  readonly observation?: string | null
  readonly encounter?: string | null
  readonly condition?: string | null
  readonly allergyIntolerance?: string | null
  readonly medicationRequest?: string | null
  readonly immunization?: string | null
  readonly procedure?: string | null
  readonly diagnosticReport?: string | null
  readonly documentReference?: string | null
  readonly goal?: string | null
  readonly carePlan?: string | null
  readonly careTeam?: string | null
  readonly coverage?: string | null
  readonly segments: readonly Segment[]
  readonly idempotencyKey: string
}

/** Links two charts of one person, or takes the link back: nothing moves. Takes two: what a privacy officer asks for happens when an administrator asks for the same, and the other way round. */
export interface MergePatientsInput {
  readonly patient: string
  readonly into: string
  readonly idempotencyKey: string
}

/** Needs a sign-in of the last five minutes and a reason; opens one patient for 60 minutes at most, under ETREAT; always reviewed. */
export interface BreakGlassInput {
  readonly patient: string
  readonly reason: string
  readonly minutes?: number | null
  readonly idempotencyKey: string
}

/** Of how many records of a type which fields, by their names; never a value. A trailing ~: in part. */
export interface TouchedFields {
  readonly type: string
  readonly fields: readonly string[]
  readonly records: number
}

/** Of what has no record of its own: how the source names it. */
export interface Reference {
  readonly type?: string | null
  readonly display?: string | null
}

/** One of: what somebody at the telephone says. Three tries a day and patient. */
export interface VerifyPatientInput {
  readonly patient: string
  readonly birthDate?: string | null
  readonly identifier?: string | null
  readonly idempotencyKey: string
}

/** One record of the chart that should never have been there: it stays, marked, and its versions with it. Exactly one of the ids. */
export interface MarkEnteredInErrorInput {
  readonly patient: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly observation?: string | null
  readonly condition?: string | null
  readonly allergyIntolerance?: string | null
  readonly medicationRequest?: string | null
  readonly immunization?: string | null
  readonly procedure?: string | null
  readonly diagnosticReport?: string | null
  readonly documentReference?: string | null
  readonly goal?: string | null
  readonly carePlan?: string | null
}

/** One request that saw or changed something of a patient, or was refused it. */
export interface Disclosure {
  readonly at: string
  readonly person?: string | null
  readonly membership?: string | null
  readonly username?: string | null
  readonly role?: Role | null
  readonly purpose?: Purpose | null
  readonly relation?: string | null
  readonly basis?: string | null
  readonly origin: string
  readonly kind?: string | null
  readonly operations: readonly string[]
  readonly outcome: string
  readonly read: readonly TouchedFields[]
  readonly changed: readonly TouchedFields[]
  readonly denied: readonly TouchedFields[]
  readonly chain: string
  readonly sequence: number
}

/** One request that saw or changed something of the chart, or was refused it, as the patient is told of it. */
export interface AccessLogEntry {
  readonly at: string
  readonly role?: Role | null
  readonly purpose?: Purpose | null
  readonly relation?: string | null
  readonly practitioner?: Reference | null
  readonly read: boolean
  readonly changed: boolean
  readonly denied: boolean
}

/** Puts somebody on a unit's roster, or with `until` takes off it from then on: only who is on it starts a shift. */
export interface RosterInput {
  readonly unit: string
  readonly username: string
  readonly until?: string | null
  readonly idempotencyKey: string
}

/** Somebody who is to stand for the patient: a PATIENT membership's username. Without `classes` all that the schema grants a proxy, without `segments` all of them. */
export interface AssignProxyInput {
  readonly patient: string
  readonly username: string
  readonly basis: ProxyBasis
  readonly classes?: readonly DataClass[] | null
  readonly segments?: readonly Segment[] | null
  readonly from?: string | null
  readonly until?: string | null
  readonly idempotencyKey: string
}

/** Something that the privacy officer has to look at: who did what with whose chart, and what came of the review. */
export interface Review {
  readonly id: string
  readonly version: number
  readonly kind?: ReviewKind | null
  readonly concerns?: string | null
  readonly other?: string | null
  readonly username?: string | null
  readonly role?: Role | null
  readonly request?: string | null
  readonly reason?: string | null
  readonly at?: string | null
  readonly due?: string | null
  readonly state?: ReviewState | null
  readonly overdue?: boolean | null
  readonly finding?: ReviewFinding | null
  readonly note?: string | null
  readonly closedBy?: string | null
  readonly closedAt?: string | null
}

/** The content of AccessLogPage. */
export interface AccessLogPage {
  readonly nodes: readonly AccessLogEntry[]
  readonly pageInfo: PageInfo
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

/** The content of AgeRuleInput. */
export interface AgeRuleInput {
  readonly from: number
  readonly hides: readonly Segment[]
}

/** The content of AllergyDecision. */
export interface AllergyDecision {
  readonly allergyIntolerance: string
  readonly expectedVersion: number
  readonly clinicalStatus: string
}

/** The content of AllergyIntoleranceReaction. */
export interface AllergyIntoleranceReaction {
  readonly substance?: CodeableConcept | null
  readonly manifestation?: readonly CodeableConcept[] | null
  readonly description?: string | null
  readonly onset?: string | null
  readonly severity?: string | null
  readonly exposureRoute?: CodeableConcept | null
}

/** The content of AllergyIntoleranceReactionInput. */
export interface AllergyIntoleranceReactionInput {
  readonly substance?: CodeableConceptInput | null
  readonly manifestation: readonly CodeableConceptInput[]
  readonly description?: string | null
  readonly severity?: string | null
}

/** The content of AmendAllergyIntolerancePayload. */
export interface AmendAllergyIntolerancePayload {
  readonly allergyIntolerance?: Reference | null
}

/** The content of AmendCarePlanPayload. */
export interface AmendCarePlanPayload {
  readonly carePlan?: Reference | null
}

/** The content of AmendConditionPayload. */
export interface AmendConditionPayload {
  readonly condition?: Reference | null
}

/** The content of AmendGoalPayload. */
export interface AmendGoalPayload {
  readonly goal?: Reference | null
}

/** The content of AmendImmunizationPayload. */
export interface AmendImmunizationPayload {
  readonly immunization?: Reference | null
}

/** The content of AmendMedicationRequestPayload. */
export interface AmendMedicationRequestPayload {
  readonly medicationRequest?: Reference | null
  readonly warnings?: readonly Reference[] | null
  readonly checked: string
}

/** The content of AmendObservationPayload. */
export interface AmendObservationPayload {
  readonly observation?: Reference | null
}

/** The content of AmendProcedurePayload. */
export interface AmendProcedurePayload {
  readonly procedure?: Reference | null
}

/** The content of AnnotationInput. */
export interface AnnotationInput {
  readonly text: string
}

/** The content of CarePlanActivity. */
export interface CarePlanActivity {
  readonly outcomeCodeableConcept?: readonly CodeableConcept[] | null
  readonly progress?: readonly Annotation[] | null
  readonly detail?: CarePlanActivityDetail | null
}

/** The content of CarePlanActivityDetail. */
export interface CarePlanActivityDetail {
  readonly kind?: string | null
  readonly code?: CodeableConcept | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly goal?: readonly Reference[] | null
  readonly status?: string | null
  readonly scheduledPeriod?: Period | null
  readonly scheduledString?: string | null
  readonly performer?: readonly Reference[] | null
  readonly description?: string | null
}

/** The content of CareTeamParticipant. */
export interface CareTeamParticipant {
  readonly role?: readonly CodeableConcept[] | null
  readonly member?: Reference | null
  readonly onBehalfOf?: Reference | null
  readonly period?: Period | null
}

/** The content of CareTeamPayload. */
export interface CareTeamPayload {
  readonly patient?: Reference | null
}

/** The content of CloseReviewInput. */
export interface CloseReviewInput {
  readonly review: string
  readonly expectedVersion: number
  readonly finding: ReviewFinding
  readonly note?: string | null
  readonly idempotencyKey: string
}

/** The content of CloseReviewPayload. */
export interface CloseReviewPayload {
  readonly review?: Reference | null
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

/** The content of ConsentRuleInput. */
export interface ConsentRuleInput {
  readonly type: ConsentType
  readonly classes?: readonly DataClass[] | null
  readonly segments?: readonly Segment[] | null
  readonly roles?: readonly Role[] | null
  readonly persons?: readonly string[] | null
  readonly purposes?: readonly Purpose[] | null
  readonly start?: string | null
  readonly end?: string | null
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

/** The content of CoverageClass. */
export interface CoverageClass {
  readonly type?: CodeableConcept | null
  readonly value?: string | null
  readonly name?: string | null
}

/** The content of DisclosurePage. */
export interface DisclosurePage {
  readonly nodes: readonly Disclosure[]
  readonly pageInfo: PageInfo
}

/** The content of DocumentReferenceContent. */
export interface DocumentReferenceContent {
  readonly attachment?: Attachment | null
  readonly format?: Coding | null
}

/** The content of DocumentReferenceContext. */
export interface DocumentReferenceContext {
  readonly encounter?: readonly Reference[] | null
  readonly event?: readonly CodeableConcept[] | null
  readonly period?: Period | null
  readonly facilityType?: CodeableConcept | null
  readonly practiceSetting?: CodeableConcept | null
}

/** The content of Dosage. */
export interface Dosage {
  readonly sequence?: number | null
  readonly text?: string | null
  readonly patientInstruction?: string | null
  readonly timing?: Timing | null
  readonly asNeededBoolean?: boolean | null
  readonly asNeededCodeableConcept?: CodeableConcept | null
  readonly site?: CodeableConcept | null
  readonly route?: CodeableConcept | null
  readonly method?: CodeableConcept | null
  readonly doseAndRate?: readonly DoseAndRate[] | null
}

/** The content of DosageInput. */
export interface DosageInput {
  readonly text?: string | null
  readonly patientInstruction?: string | null
  readonly timing?: TimingInput | null
  readonly asNeededBoolean?: boolean | null
  readonly route?: CodeableConceptInput | null
  readonly doseAndRate?: readonly DoseAndRateInput[] | null
}

/** The content of DoseAndRate. */
export interface DoseAndRate {
  readonly type?: CodeableConcept | null
  readonly doseQuantity?: Quantity | null
  readonly doseRange?: Range | null
  readonly rateQuantity?: Quantity | null
}

/** The content of DoseAndRateInput. */
export interface DoseAndRateInput {
  readonly doseQuantity?: QuantityInput | null
}

/** The content of EncounterHospitalization. */
export interface EncounterHospitalization {
  readonly dischargeDisposition?: CodeableConcept | null
}

/** The content of EncounterParticipant. */
export interface EncounterParticipant {
  readonly type?: readonly CodeableConcept[] | null
  readonly period?: Period | null
  readonly individual?: Reference | null
}

/** The content of EndBreakGlassInput. */
export interface EndBreakGlassInput {
  readonly patient: string
  readonly idempotencyKey: string
}

/** The content of EndCareTeamInput. */
export interface EndCareTeamInput {
  readonly patient: string
  readonly practitioner?: string | null
  readonly username?: string | null
  readonly unit?: string | null
  readonly idempotencyKey: string
}

/** The content of EndProxyInput. */
export interface EndProxyInput {
  readonly patient: string
  readonly username: string
  readonly idempotencyKey: string
}

/** The content of EndShiftInput. */
export interface EndShiftInput {
  readonly unit: string
  readonly idempotencyKey: string
}

/** The content of ErasureInput. */
export interface ErasureInput {
  readonly patient: string
  readonly idempotencyKey: string
}

/** The content of ErasurePayload. */
export interface ErasurePayload {
  readonly state: ErasureState
  readonly due?: string | null
}

/** The content of GoalTarget. */
export interface GoalTarget {
  readonly measure?: CodeableConcept | null
  readonly detailQuantity?: Quantity | null
  readonly detailRange?: Range | null
  readonly detailCodeableConcept?: CodeableConcept | null
  readonly detailString?: string | null
  readonly dueDate?: string | null
}

/** The content of GoalTargetInput. */
export interface GoalTargetInput {
  readonly measure?: CodeableConceptInput | null
  readonly detailQuantity?: QuantityInput | null
  readonly detailString?: string | null
  readonly dueDate?: string | null
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

/** The content of ImmunizationPerformer. */
export interface ImmunizationPerformer {
  readonly function?: CodeableConcept | null
  readonly actor?: Reference | null
}

/** The content of ImmunizationProtocol. */
export interface ImmunizationProtocol {
  readonly series?: string | null
  readonly targetDisease?: readonly CodeableConcept[] | null
  readonly doseNumberPositiveInt?: number | null
  readonly doseNumberString?: string | null
}

/** The content of LabelRecordPayload. */
export interface LabelRecordPayload {
  readonly observation?: Reference | null
  readonly encounter?: Reference | null
  readonly condition?: Reference | null
  readonly allergyIntolerance?: Reference | null
  readonly medicationRequest?: Reference | null
  readonly immunization?: Reference | null
  readonly procedure?: Reference | null
  readonly diagnosticReport?: Reference | null
  readonly documentReference?: Reference | null
  readonly goal?: Reference | null
  readonly carePlan?: Reference | null
  readonly careTeam?: Reference | null
  readonly coverage?: Reference | null
  readonly patient?: Reference | null
}

/** The content of MarkEnteredInErrorPayload. */
export interface MarkEnteredInErrorPayload {
  readonly observation?: Reference | null
  readonly condition?: Reference | null
  readonly allergyIntolerance?: Reference | null
  readonly medicationRequest?: Reference | null
  readonly immunization?: Reference | null
  readonly procedure?: Reference | null
  readonly diagnosticReport?: Reference | null
  readonly documentReference?: Reference | null
  readonly goal?: Reference | null
  readonly carePlan?: Reference | null
}

/** The content of MedicationDecision. */
export interface MedicationDecision {
  readonly medicationRequest: string
  readonly expectedVersion: number
  readonly status: string
}

/** The content of MedicationRequestDispense. */
export interface MedicationRequestDispense {
  readonly validityPeriod?: Period | null
  readonly numberOfRepeatsAllowed?: number | null
  readonly quantity?: Quantity | null
  readonly expectedSupplyDuration?: Quantity | null
}

/** The content of MergePayload. */
export interface MergePayload {
  readonly state: MergeState
}

/** The content of ObservationComponent. */
export interface ObservationComponent {
  readonly code?: CodeableConcept | null
  readonly valueQuantity?: Quantity | null
  readonly valueCodeableConcept?: CodeableConcept | null
  readonly valueString?: string | null
  readonly dataAbsentReason?: CodeableConcept | null
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

/** The content of OpenHoursInput. */
export interface OpenHoursInput {
  readonly open: number
  readonly close: number
  readonly zone: string
}

/** The content of PageInfo. */
export interface PageInfo {
  readonly hasNextPage: boolean
  readonly endCursor?: string | null
}

/** The content of PanelPage. */
export interface PanelPage {
  readonly nodes: readonly PanelEntry[]
  readonly pageInfo: PageInfo
}

/** The content of PatientCommunication. */
export interface PatientCommunication {
  readonly language?: CodeableConcept | null
  readonly preferred?: boolean | null
}

/** The content of Period. */
export interface Period {
  readonly start?: string | null
  readonly end?: string | null
}

/** The content of PeriodInput. */
export interface PeriodInput {
  readonly start?: string | null
  readonly end?: string | null
}

/** The content of ProcedurePerformer. */
export interface ProcedurePerformer {
  readonly function?: CodeableConcept | null
  readonly actor?: Reference | null
  readonly onBehalfOf?: Reference | null
}

/** The content of ProxyPayload. */
export interface ProxyPayload {
  readonly patient?: Reference | null
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

/** The content of Range. */
export interface Range {
  readonly low?: Quantity | null
  readonly high?: Quantity | null
}

/** The content of ReconcileChartPayload. */
export interface ReconcileChartPayload {
  readonly medicationRequests?: readonly Reference[] | null
  readonly allergyIntolerances?: readonly Reference[] | null
}

/** The content of RecordAllergyIntolerancePayload. */
export interface RecordAllergyIntolerancePayload {
  readonly allergyIntolerance?: Reference | null
}

/** The content of RecordCarePlanPayload. */
export interface RecordCarePlanPayload {
  readonly carePlan?: Reference | null
}

/** The content of RecordConditionPayload. */
export interface RecordConditionPayload {
  readonly condition?: Reference | null
}

/** The content of RecordConsentPayload. */
export interface RecordConsentPayload {
  readonly patient?: Reference | null
}

/** The content of RecordGoalPayload. */
export interface RecordGoalPayload {
  readonly goal?: Reference | null
}

/** The content of RecordImmunizationPayload. */
export interface RecordImmunizationPayload {
  readonly immunization?: Reference | null
}

/** The content of RecordMedicationRequestPayload. */
export interface RecordMedicationRequestPayload {
  readonly medicationRequest?: Reference | null
  readonly warnings?: readonly Reference[] | null
  readonly checked: string
}

/** The content of RecordObservationPayload. */
export interface RecordObservationPayload {
  readonly observation?: Reference | null
}

/** The content of RecordProcedurePayload. */
export interface RecordProcedurePayload {
  readonly procedure?: Reference | null
}

/** The content of Timing. */
export interface Timing {
  readonly event?: readonly string[] | null
  readonly repeat?: TimingRepeat | null
  readonly code?: CodeableConcept | null
}

/** The content of TimingInput. */
export interface TimingInput {
  readonly repeat?: TimingRepeatInput | null
  readonly code?: CodeableConceptInput | null
}

/** The content of TimingRepeat. */
export interface TimingRepeat {
  readonly boundsPeriod?: Period | null
  readonly boundsDuration?: Quantity | null
  readonly count?: number | null
  readonly frequency?: number | null
  readonly period?: number | null
  readonly periodUnit?: string | null
  readonly dayOfWeek?: readonly string[] | null
  readonly when?: readonly string[] | null
}

/** The content of TimingRepeatInput. */
export interface TimingRepeatInput {
  readonly frequency?: number | null
  readonly period?: number | null
  readonly periodUnit?: string | null
  readonly when?: readonly string[] | null
}

/** The content of UpdatePatientContactPayload. */
export interface UpdatePatientContactPayload {
  readonly patient?: Reference | null
}

/** The content of UpdateTenantRulesPayload. */
export interface UpdateTenantRulesPayload {
  readonly tenantRules?: TenantRules | null
}

/** The content of VerifyPatientPayload. */
export interface VerifyPatientPayload {
  readonly matches: boolean
}

/** The next request sees the patient. */
export interface BreakGlassPayload {
  readonly until: string
}

/** What a tenant decides for itself; every one of them is written out when the tenant is made (docs/access.md). */
export interface TenantRules {
  readonly version: number
  readonly consent: ConsentDefault
  readonly ownChart: OwnChart
  readonly ages: readonly AgeRule[]
  readonly adult: number
  readonly hours: OpenHours
  readonly accessLog: AccessLogShows
}

/** What is known of a document; its bytes are kept sealed, and leave with a FHIR export. */
export interface Attachment {
  readonly contentType?: string | null
  readonly language?: string | null
  readonly size?: number | null
  readonly title?: string | null
  readonly creation?: string | null
}

/** What is left out means all of it: without `classes` every class, without `start` ever since. A rule in which anything is not understood denies everything. */
export interface ConsentRule {
  readonly type: ConsentType
  readonly classes?: readonly DataClass[] | null
  readonly segments?: readonly Segment[] | null
  readonly roles?: readonly Role[] | null
  readonly persons?: readonly string[] | null
  readonly purposes?: readonly Purpose[] | null
  readonly start?: string | null
  readonly end?: string | null
}

/** What is left out stays as it is. Sessions follow within 30 seconds; always reviewed. */
export interface UpdateTenantRulesInput {
  readonly expectedVersion: number
  readonly consent?: ConsentDefault | null
  readonly ownChart?: OwnChart | null
  readonly ages?: readonly AgeRuleInput[] | null
  readonly adult?: number | null
  readonly hours?: OpenHoursInput | null
  readonly accessLog?: AccessLogShows | null
  readonly idempotencyKey: string
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendAllergyIntoleranceInput {
  readonly patient: string
  readonly allergyIntolerance: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly clinicalStatus?: CodeableConceptInput | null
  readonly verificationStatus?: CodeableConceptInput | null
  readonly type?: string | null
  readonly category?: readonly string[] | null
  readonly criticality?: string | null
  readonly code?: CodeableConceptInput | null
  readonly encounter?: string | null
  readonly onsetDateTime?: string | null
  readonly onsetString?: string | null
  readonly lastOccurrence?: string | null
  readonly note?: readonly AnnotationInput[] | null
  readonly reaction?: readonly AllergyIntoleranceReactionInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendCarePlanInput {
  readonly patient: string
  readonly carePlan: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly title?: string | null
  readonly description?: string | null
  readonly encounter?: string | null
  readonly period?: PeriodInput | null
  readonly addresses?: readonly string[] | null
  readonly goal?: readonly string[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendConditionInput {
  readonly patient: string
  readonly condition: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly clinicalStatus?: CodeableConceptInput | null
  readonly verificationStatus?: CodeableConceptInput | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly severity?: CodeableConceptInput | null
  readonly code?: CodeableConceptInput | null
  readonly bodySite?: readonly CodeableConceptInput[] | null
  readonly encounter?: string | null
  readonly onsetDateTime?: string | null
  readonly onsetString?: string | null
  readonly abatementDateTime?: string | null
  readonly abatementString?: string | null
  readonly note?: readonly AnnotationInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendGoalInput {
  readonly patient: string
  readonly goal: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly lifecycleStatus?: string | null
  readonly achievementStatus?: CodeableConceptInput | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly priority?: CodeableConceptInput | null
  readonly description?: CodeableConceptInput | null
  readonly startDate?: string | null
  readonly target?: readonly GoalTargetInput[] | null
  readonly addresses?: readonly string[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendImmunizationInput {
  readonly patient: string
  readonly immunization: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly statusReason?: CodeableConceptInput | null
  readonly vaccineCode?: CodeableConceptInput | null
  readonly encounter?: string | null
  readonly occurrenceDateTime?: string | null
  readonly primarySource?: boolean | null
  readonly lotNumber?: string | null
  readonly expirationDate?: string | null
  readonly site?: CodeableConceptInput | null
  readonly route?: CodeableConceptInput | null
  readonly doseQuantity?: QuantityInput | null
  readonly note?: readonly AnnotationInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. */
export interface AmendProcedureInput {
  readonly patient: string
  readonly procedure: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly statusReason?: CodeableConceptInput | null
  readonly category?: CodeableConceptInput | null
  readonly code?: CodeableConceptInput | null
  readonly encounter?: string | null
  readonly performedDateTime?: string | null
  readonly performedPeriod?: PeriodInput | null
  readonly reasonCode?: readonly CodeableConceptInput[] | null
  readonly bodySite?: readonly CodeableConceptInput[] | null
  readonly outcome?: CodeableConceptInput | null
  readonly note?: readonly AnnotationInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` names elements that are taken away. A changed medication is checked as a new one. */
export interface AmendMedicationRequestInput {
  readonly patient: string
  readonly medicationRequest: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly priority?: string | null
  readonly medicationCodeableConcept?: CodeableConceptInput | null
  readonly encounter?: string | null
  readonly authoredOn?: string | null
  readonly reasonCode?: readonly CodeableConceptInput[] | null
  readonly note?: readonly AnnotationInput[] | null
  readonly dosageInstruction?: readonly DosageInput[] | null
  readonly acknowledged?: readonly string[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; `remove` takes elements away; another value takes the place of the one there is. `status` is `amended` if absent. */
export interface AmendObservationInput {
  readonly patient: string
  readonly observation: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly status?: string | null
  readonly category?: readonly CodeableConceptInput[] | null
  readonly code?: CodeableConceptInput | null
  readonly encounter?: string | null
  readonly effectiveDateTime?: string | null
  readonly valueQuantity?: QuantityInput | null
  readonly valueCodeableConcept?: CodeableConceptInput | null
  readonly valueString?: string | null
  readonly component?: readonly ObservationComponentInput[] | null
  readonly remove?: readonly string[] | null
}

/** What is left out stays as it is; an empty list removes; null is refused. */
export interface UpdatePatientContactInput {
  readonly patient: string
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly telecom?: readonly ContactPointInput[] | null
  readonly address?: readonly AddressInput[] | null
}

/** What was done took effect; of a unit the name is not data of a patient. */
export interface DonePayload {
  readonly done: boolean
}

/** Who comes into the team: exactly one of a practitioner (by record id), a user and a unit. One may put oneself there only while a visit is open or on the day of an appointment; it is always reviewed. */
export interface AssignCareTeamInput {
  readonly patient: string
  readonly practitioner?: string | null
  readonly username?: string | null
  readonly unit?: string | null
  readonly until?: string | null
  readonly idempotencyKey: string
}

/** Who is asking, and as what. */
export interface Me {
  readonly username: string
  readonly role: Role
  readonly tenant: string
}

/** Who wrote a version of a record, and when. Like `version` it is the store's own: nobody chooses it. */
export interface Change {
  readonly at: string
  readonly role: Role
  readonly by?: Reference | null
}

/** Whoever wrote it is in the audit trail, or in `authorString`. */
export interface Annotation {
  readonly authorString?: string | null
  readonly time?: string | null
  readonly text?: string | null
}

/** Why one response key is what it is: allowed, masked (allowed in part), denied, or not existing; never a value. */
export interface AccessExplanation {
  readonly path: string
  readonly coordinate: string
  readonly allow: boolean
  readonly reason: string
  readonly line: string
}

/** With `consent` (an id of `Patient.consents`) its rules are replaced; an empty list of rules takes the consent back. */
export interface RecordConsentInput {
  readonly patient: string
  readonly consent?: string | null
  readonly expectedVersion: number
  readonly idempotencyKey: string
  readonly rules: readonly ConsentRuleInput[]
}

/** http://hl7.org/fhir/R4/allergyintolerance.html */
export interface AllergyIntolerance {
  readonly id: string
  readonly version: number
  readonly clinicalStatus?: CodeableConcept | null
  readonly verificationStatus?: CodeableConcept | null
  readonly type?: string | null
  readonly category?: readonly string[] | null
  readonly criticality?: string | null
  readonly code?: CodeableConcept | null
  readonly patient?: Reference | null
  readonly encounter?: Reference | null
  readonly onsetDateTime?: string | null
  readonly onsetAge?: Quantity | null
  readonly onsetPeriod?: Period | null
  readonly onsetString?: string | null
  readonly recordedDate?: string | null
  readonly recorder?: Reference | null
  readonly asserter?: Reference | null
  readonly lastOccurrence?: string | null
  readonly note?: readonly Annotation[] | null
  readonly reaction?: readonly AllergyIntoleranceReaction[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/careplan.html */
export interface CarePlan {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConcept[] | null
  readonly title?: string | null
  readonly description?: string | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly period?: Period | null
  readonly created?: string | null
  readonly author?: Reference | null
  readonly careTeam?: readonly Reference[] | null
  readonly addresses?: readonly Reference[] | null
  readonly goal?: readonly Reference[] | null
  readonly activity?: readonly CarePlanActivity[] | null
  readonly note?: readonly Annotation[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/careteam.html */
export interface CareTeam {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly category?: readonly CodeableConcept[] | null
  readonly name?: string | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly period?: Period | null
  readonly participant?: readonly CareTeamParticipant[] | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly reasonReference?: readonly Reference[] | null
  readonly managingOrganization?: readonly Reference[] | null
  readonly telecom?: readonly ContactPoint[] | null
  readonly note?: readonly Annotation[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/condition.html */
export interface Condition {
  readonly id: string
  readonly version: number
  readonly clinicalStatus?: CodeableConcept | null
  readonly verificationStatus?: CodeableConcept | null
  readonly category?: readonly CodeableConcept[] | null
  readonly severity?: CodeableConcept | null
  readonly code?: CodeableConcept | null
  readonly bodySite?: readonly CodeableConcept[] | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly onsetDateTime?: string | null
  readonly onsetAge?: Quantity | null
  readonly onsetPeriod?: Period | null
  readonly onsetString?: string | null
  readonly abatementDateTime?: string | null
  readonly abatementAge?: Quantity | null
  readonly abatementPeriod?: Period | null
  readonly abatementString?: string | null
  readonly recordedDate?: string | null
  readonly recorder?: Reference | null
  readonly asserter?: Reference | null
  readonly note?: readonly Annotation[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/consent.html as rules: a grant of the schema is the ceiling, a consent only removes, but for segments that must be asked for. */
export interface Consent {
  readonly id: string
  readonly recorded?: string | null
  readonly rules: readonly ConsentRule[]
}

/** http://hl7.org/fhir/R4/coverage.html */
export interface Coverage {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly status?: string | null
  readonly type?: CodeableConcept | null
  readonly policyHolder?: Reference | null
  readonly subscriber?: Reference | null
  readonly subscriberId?: string | null
  readonly beneficiary?: Reference | null
  readonly dependent?: string | null
  readonly relationship?: CodeableConcept | null
  readonly period?: Period | null
  readonly payor?: readonly Reference[] | null
  readonly class?: readonly CoverageClass[] | null
  readonly order?: number | null
  readonly network?: string | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/diagnosticreport.html */
export interface DiagnosticReport {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly status?: string | null
  readonly category?: readonly CodeableConcept[] | null
  readonly code?: CodeableConcept | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly effectiveDateTime?: string | null
  readonly effectivePeriod?: Period | null
  readonly issued?: string | null
  readonly performer?: readonly Reference[] | null
  readonly result?: readonly Reference[] | null
  readonly presentedForm?: readonly Attachment[] | null
  readonly conclusion?: string | null
  readonly conclusionCode?: readonly CodeableConcept[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/documentreference.html */
export interface DocumentReference {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly status?: string | null
  readonly docStatus?: string | null
  readonly type?: CodeableConcept | null
  readonly category?: readonly CodeableConcept[] | null
  readonly subject?: Reference | null
  readonly date?: string | null
  readonly author?: readonly Reference[] | null
  readonly authenticator?: Reference | null
  readonly custodian?: Reference | null
  readonly description?: string | null
  readonly securityLabel?: readonly CodeableConcept[] | null
  readonly content?: readonly DocumentReferenceContent[] | null
  readonly context?: DocumentReferenceContext | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/encounter.html */
export interface Encounter {
  readonly id: string
  readonly version: number
  readonly identifier?: readonly Identifier[] | null
  readonly status?: string | null
  readonly class?: Coding | null
  readonly type?: readonly CodeableConcept[] | null
  readonly subject?: Reference | null
  readonly participant?: readonly EncounterParticipant[] | null
  readonly period?: Period | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly reasonReference?: readonly Reference[] | null
  readonly hospitalization?: EncounterHospitalization | null
  readonly serviceProvider?: Reference | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/goal.html */
export interface Goal {
  readonly id: string
  readonly version: number
  readonly lifecycleStatus?: string | null
  readonly achievementStatus?: CodeableConcept | null
  readonly category?: readonly CodeableConcept[] | null
  readonly priority?: CodeableConcept | null
  readonly description?: CodeableConcept | null
  readonly subject?: Reference | null
  readonly startDate?: string | null
  readonly startCodeableConcept?: CodeableConcept | null
  readonly target?: readonly GoalTarget[] | null
  readonly statusDate?: string | null
  readonly statusReason?: string | null
  readonly expressedBy?: Reference | null
  readonly addresses?: readonly Reference[] | null
  readonly note?: readonly Annotation[] | null
  readonly outcomeCode?: readonly CodeableConcept[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/immunization.html */
export interface Immunization {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly statusReason?: CodeableConcept | null
  readonly vaccineCode?: CodeableConcept | null
  readonly patient?: Reference | null
  readonly encounter?: Reference | null
  readonly occurrenceDateTime?: string | null
  readonly occurrenceString?: string | null
  readonly recorded?: string | null
  readonly primarySource?: boolean | null
  readonly reportOrigin?: CodeableConcept | null
  readonly lotNumber?: string | null
  readonly expirationDate?: string | null
  readonly site?: CodeableConcept | null
  readonly route?: CodeableConcept | null
  readonly doseQuantity?: Quantity | null
  readonly performer?: readonly ImmunizationPerformer[] | null
  readonly note?: readonly Annotation[] | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly protocolApplied?: readonly ImmunizationProtocol[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}

/** http://hl7.org/fhir/R4/medicationrequest.html */
export interface MedicationRequest {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly statusReason?: CodeableConcept | null
  readonly intent?: string | null
  readonly category?: readonly CodeableConcept[] | null
  readonly priority?: string | null
  readonly reportedBoolean?: boolean | null
  readonly reportedReference?: Reference | null
  readonly medicationCodeableConcept?: CodeableConcept | null
  readonly medicationReference?: Reference | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly authoredOn?: string | null
  readonly requester?: Reference | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly reasonReference?: readonly Reference[] | null
  readonly note?: readonly Annotation[] | null
  readonly dosageInstruction?: readonly Dosage[] | null
  readonly dispenseRequest?: MedicationRequestDispense | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
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
  readonly valueBoolean?: boolean | null
  readonly dataAbsentReason?: CodeableConcept | null
  readonly interpretation?: readonly CodeableConcept[] | null
  readonly referenceRange?: readonly ObservationReferenceRange[] | null
  readonly hasMember?: readonly Reference[] | null
  readonly derivedFrom?: readonly Reference[] | null
  readonly component?: readonly ObservationComponent[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
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
  readonly communication?: readonly PatientCommunication[] | null
  readonly telecom?: readonly ContactPoint[] | null
  readonly address?: readonly Address[] | null
  readonly generalPractitioner?: readonly Reference[] | null
  readonly managingOrganization?: Reference | null
  readonly consents?: readonly Consent[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
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

/** http://hl7.org/fhir/R4/procedure.html */
export interface Procedure {
  readonly id: string
  readonly version: number
  readonly status?: string | null
  readonly statusReason?: CodeableConcept | null
  readonly category?: CodeableConcept | null
  readonly code?: CodeableConcept | null
  readonly subject?: Reference | null
  readonly encounter?: Reference | null
  readonly performedDateTime?: string | null
  readonly performedPeriod?: Period | null
  readonly performedString?: string | null
  readonly recorder?: Reference | null
  readonly performer?: readonly ProcedurePerformer[] | null
  readonly reasonCode?: readonly CodeableConcept[] | null
  readonly reasonReference?: readonly Reference[] | null
  readonly bodySite?: readonly CodeableConcept[] | null
  readonly outcome?: CodeableConcept | null
  readonly complication?: readonly CodeableConcept[] | null
  readonly followUp?: readonly CodeableConcept[] | null
  readonly note?: readonly Annotation[] | null
  readonly segments?: readonly Segment[] | null
  readonly changed?: Change | null
}
