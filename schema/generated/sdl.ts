// Generated from schema/*.graphql by `npm run generate`; do not edit.

/** The schema as clients see it. */
export const sdl = `type Query {
  me: Me

  """
  Who saw, changed or was refused what of a patient, the newest first, seconds late, six years back: for an accounting of
  disclosures (45 CFR 164.528). Those for treatment, payment and operations, and those to the patient, are in it, though
  an accounting need not list them (164.528(a)(1)). Bounds are [from, to).
  """
  disclosures(patient: RecordId!, from: Moment, to: Moment, first: PageSize = 20, after: Cursor): DisclosurePage

  """
  Who saw the own chart, or that of somebody for whom one stands in everything, the newest first, seconds late, six years
  back. Which records it were is not told, as some may be hidden; the privacy officer says it. Treatment, payment and
  operations are in it, though an accounting need not list them (45 CFR 164.528(a)(1)).
  """
  myAccessLog(patient: RecordId, first: PageSize = 20, after: Cursor): AccessLogPage

  """
  What an operation would be to somebody else now, key by key: for the privacy officer as it is decided, for an administrator by the rules alone.
  """
  explainAccess(username: Username!, role: Role, purpose: Purpose, operation: OperationText!, variables: VariablesText): [AccessExplanation!]

  """The patient with this id; null if there is none that you may know of."""
  patient(id: RecordId!): Patient

  """
  Without arguments your own list (your care teams and emergencies; yourself and those you stand for). With \`mrn\`: exactly that record number. With \`email\` or \`phone\`: who is reached there, whatever the case of the address and however the number is written. With \`family\` and \`birthDate\`, both: those persons, whatever the case and accents of the name.
  """
  patients(mrn: String, family: String, birthDate: Date, email: String, phone: String, first: PageSize = 20, after: Cursor): PatientConnection

  """The queue, the oldest first."""
  reviews(state: ReviewState = OPEN, first: PageSize = 20, after: Cursor): ReviewConnection
  tenantRules: TenantRules
}

"""Who is asking, and as what."""
type Me {
  username: String!
  role: Role!
  tenant: String!
}

enum Role {
  """Users and settings; no class that holds PHI."""
  ADMIN
  DOCTOR
  NURSE
  PATIENT

  """Registration under HOPERAT, billing under HPAYMT."""
  SUPPORT

  """The privacy officer."""
  PRIVACY

  """A named job or device."""
  SERVICE
}

type DisclosurePage {
  nodes: [Disclosure!]!
  pageInfo: PageInfo!
}

"""
One request that saw or changed something of a patient, or was refused it.
"""
type Disclosure {
  at: DateTime!

  """
  Ids of the person and of the membership it acted under; null where a request had no caller.
  """
  person: String
  membership: String

  """Of the membership, where it is still known."""
  username: String
  role: Role

  """ETREAT under a broken glass."""
  purpose: Purpose

  """
  What tied the person to the patient: SELF, PROXY, CARE_TEAM, TENANT or BREAK_GLASS; null where that did not matter.
  """
  relation: String

  """What the relation rests on: a word, or the id of the broken glass."""
  basis: String

  """The way in: graphql, import, access or users."""
  origin: String!

  """query, mutation or import."""
  kind: String

  """What was called."""
  operations: [String!]!
  outcome: String!
  read: [TouchedFields!]!
  changed: [TouchedFields!]!
  denied: [TouchedFields!]!

  """The record of the audit trail that says so."""
  chain: String!
  sequence: Int!
}

"""FHIR dateTime: a date, or a date with time and zone."""
scalar DateTime

"""
HL7 v3 PurposeOfUse, http://terminology.hl7.org/CodeSystem/v3-ActReason.
"""
enum Purpose {
  TREAT
  HPAYMT
  HOPERAT
  PATRQT
  ETREAT
}

"""
Of how many records of a type which fields, by their names; never a value. A trailing ~: in part.
"""
type TouchedFields {
  type: String!
  fields: [String!]!
  records: Int!
}

type PageInfo {
  hasNextPage: Boolean!
  endCursor: Cursor
}

"""
A place in a list, sealed; good for the caller and the arguments it was given for.
"""
scalar Cursor

"""An opaque record id."""
scalar RecordId

"""A moment that bounds a right: a FHIR dateTime with time and zone."""
scalar Moment

"""How many: 1 to 100."""
scalar PageSize

type AccessLogPage {
  nodes: [AccessLogEntry!]!
  pageInfo: PageInfo!
}

"""
One request that saw or changed something of the chart, or was refused it, as the patient is told of it.
"""
type AccessLogEntry {
  at: DateTime!
  role: Role
  purpose: Purpose

  """
  What tied the person to the patient: SELF, PROXY, CARE_TEAM, TENANT or BREAK_GLASS; null where that did not matter.
  """
  relation: String

  """
  Who it was, where the tenant's rules show names and it was a practitioner.
  """
  practitioner: Practitioner
  read: Boolean!
  changed: Boolean!

  """Something was asked for and refused."""
  denied: Boolean!
}

"""http://hl7.org/fhir/R4/practitioner.html"""
type Practitioner {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  active: Boolean
  name: [HumanName!]
  telecom: [ContactPoint!]
  gender: String
}

"""A record's version: 1, 2, 3, ..."""
scalar Version

type Identifier {
  use: String
  type: CodeableConcept
  system: String
  value: String
}

type CodeableConcept {
  coding: [Coding!]
  text: String
}

type Coding {
  system: String
  version: String
  code: String
  display: String
}

type HumanName {
  use: String
  text: String
  family: String
  given: [String!]
  prefix: [String!]
  suffix: [String!]
  period: Period
}

type Period {
  start: DateTime
  end: DateTime
}

type ContactPoint {
  system: String
  value: String
  use: String
  rank: Int
  period: Period
}

"""
Why one response key is what it is: allowed, masked (allowed in part), denied, or not existing; never a value.
"""
type AccessExplanation {
  """Response keys, joined by dots."""
  path: String!
  coordinate: String!
  allow: Boolean!

  """
  ALLOWED, MASKED, DENIED or ABSENT, and by what, or which fact was missing.
  """
  reason: String!

  """The line of the schema that states the coordinate."""
  line: String!
}

"""A username, as the identity provider knows it."""
scalar Username

"""A GraphQL operation, as text."""
scalar OperationText

"""Variables of an operation, as JSON text."""
scalar VariablesText

"""http://hl7.org/fhir/R4/patient.html"""
type Patient {
  id: RecordId!
  version: Version!
  name: [HumanName!]
  identifier: [Identifier!]
  active: Boolean
  gender: String
  birthDate: Date
  deceasedBoolean: Boolean
  deceasedDateTime: DateTime
  maritalStatus: CodeableConcept
  communication: [PatientCommunication!]
  telecom: [ContactPoint!]
  address: [Address!]
  generalPractitioner: [Practitioner!]
  managingOrganization: Organization
  consents: [Consent!]

  """What the chart as a whole is labelled."""
  segments: [Segment!]

  """Charts of the same person, linked by two: see \`mergePatients\`."""
  linked(first: PageSize = 20, after: Cursor): PatientConnection

  """
  Visits, the latest first. In this list and those below: \`code\` is one of the record's first coding that has one, such as LOINC 8480-6; \`category\` and \`status\` are codes, too; \`from\` and \`to\` are dates or moments: of a record counts the first moment that its time may mean, in UTC, \`to\` as a whole.
  """
  encounters(status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): EncounterConnection

  """Findings, the latest first."""
  observations(code: String, category: String, status: String, encounter: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): ObservationConnection

  """Prescriptions, the latest first."""
  medicationRequests(code: String, category: String, status: String, encounter: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): MedicationRequestConnection

  """Allergies and intolerances, the latest first."""
  allergyIntolerances(code: String, category: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): AllergyIntoleranceConnection

  """Immunizations, the latest first."""
  immunizations(code: String, status: String, encounter: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): ImmunizationConnection

  """Procedures, the latest first."""
  procedures(code: String, category: String, status: String, encounter: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): ProcedureConnection

  """Reports, the latest first."""
  diagnosticReports(code: String, category: String, status: String, encounter: RecordId, result: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): DiagnosticReportConnection

  """Problems and diagnoses, the latest first."""
  conditions(code: String, category: String, status: String, encounter: RecordId, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): ConditionConnection

  """
  Care teams as other systems and clinicians describe them; who may see the chart is decided elsewhere, the latest first.
  """
  careTeams(category: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): CareTeamConnection

  """Goals, the latest first."""
  goals(code: String, category: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): GoalConnection

  """Care plans, the latest first."""
  carePlans(category: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): CarePlanConnection

  """Insurances, the latest first."""
  coverages(code: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): CoverageConnection

  """Documents, without their bytes, the latest first."""
  documentReferences(code: String, category: String, status: String, from: DateTime, to: DateTime, first: PageSize = 20, after: Cursor): DocumentReferenceConnection
}

"""FHIR date: YYYY, YYYY-MM or YYYY-MM-DD."""
scalar Date

type PatientCommunication {
  language: CodeableConcept
  preferred: Boolean
}

type Address {
  use: String
  type: String
  text: String
  line: [String!]
  city: String
  district: String
  state: String
  postalCode: String
  country: String
  period: Period
}

"""http://hl7.org/fhir/R4/organization.html"""
type Organization {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  active: Boolean
  type: [CodeableConcept!]
  name: String
  telecom: [ContactPoint!]
  address: [Address!]
}

"""
http://hl7.org/fhir/R4/consent.html as rules: a grant of the schema is the ceiling, a consent only removes, but for segments that must be asked for.
"""
type Consent {
  id: String!
  recorded: DateTime
  rules: [ConsentRule!]!
}

"""
What is left out means all of it: without \`classes\` every class, without \`start\` ever since. A rule in which anything is not understood denies everything.
"""
type ConsentRule {
  type: ConsentType!
  classes: [DataClass!]
  segments: [Segment!]
  roles: [Role!]

  """Ids of practitioners or of persons."""
  persons: [String!]
  purposes: [Purpose!]

  """From this moment on."""
  start: DateTime

  """Up to this moment, to the second."""
  end: DateTime
}

enum ConsentType {
  PERMIT
  DENY
}

enum DataClass {
  """Staff and places."""
  STAFF

  """What a person is called."""
  NAME

  """Age, sex, marital and vital status."""
  DEMOGRAPHIC

  """Record numbers, and numbers given by governments."""
  IDENTIFIER

  """Where a person is reached, and by whom looked after."""
  CONTACT

  """That a visit took place, when, where and with whom."""
  VISIT

  """Findings, results and reasons."""
  CLINICAL

  """FHIR content that has no field of its own yet, and source ids."""
  OPAQUE

  """
  What the patient has permitted and denied. Every decision opens it; see docs/access.md.
  """
  CONSENT

  """What the privacy officer has to look at."""
  REVIEW

  """Who pays for care, and under which numbers."""
  COVERAGE
}

"""
How sensitive a record is, beyond its class: set when it is written (docs/labelling.md).
"""
enum Segment {
  """Nothing that the list knows."""
  NORMAL

  """Substance use disorder programs, 42 CFR part 2."""
  PART2

  """HIV tests, status and care."""
  HIV

  """Mental health, and substance use outside Part 2 programs."""
  MENTAL_HEALTH

  """Reproductive health."""
  REPRODUCTIVE

  """45 CFR 164.501, kept apart from the chart: the author's alone."""
  PSYCHOTHERAPY

  """A person, or a record, that everybody is curious about."""
  VIP
}

"""A page of Patient."""
type PatientConnection {
  edges: [PatientEdge!]!
  nodes: [Patient!]!
  pageInfo: PageInfo!
}

"""One Patient of a page, and the place after it."""
type PatientEdge {
  cursor: Cursor!
  node: Patient!
}

"""A page of Encounter."""
type EncounterConnection {
  edges: [EncounterEdge!]!
  nodes: [Encounter!]!
  pageInfo: PageInfo!
}

"""One Encounter of a page, and the place after it."""
type EncounterEdge {
  cursor: Cursor!
  node: Encounter!
}

"""http://hl7.org/fhir/R4/encounter.html"""
type Encounter {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  status: String
  class: Coding
  type: [CodeableConcept!]
  subject: Patient
  participant: [EncounterParticipant!]
  period: Period
  reasonCode: [CodeableConcept!]
  reasonReference: [Condition!]
  hospitalization: EncounterHospitalization
  serviceProvider: Organization
  segments: [Segment!]
}

type EncounterParticipant {
  type: [CodeableConcept!]
  period: Period
  individual: Practitioner
}

"""http://hl7.org/fhir/R4/condition.html"""
type Condition {
  id: RecordId!
  version: Version!
  clinicalStatus: CodeableConcept
  verificationStatus: CodeableConcept
  category: [CodeableConcept!]
  severity: CodeableConcept
  code: CodeableConcept
  bodySite: [CodeableConcept!]
  subject: Patient
  encounter: Encounter
  onsetDateTime: DateTime
  onsetAge: Quantity
  onsetPeriod: Period
  onsetString: String
  abatementDateTime: DateTime
  abatementAge: Quantity
  abatementPeriod: Period
  abatementString: String
  recordedDate: DateTime
  recorder: Practitioner
  asserter: Practitioner
  note: [Annotation!]
  segments: [Segment!]
}

type Quantity {
  value: Float
  comparator: String
  unit: String
  system: String
  code: String
}

"""Whoever wrote it is in the audit trail, or in \`authorString\`."""
type Annotation {
  authorString: String
  time: DateTime
  text: String
}

type EncounterHospitalization {
  dischargeDisposition: CodeableConcept
}

"""A page of Observation."""
type ObservationConnection {
  edges: [ObservationEdge!]!
  nodes: [Observation!]!
  pageInfo: PageInfo!
}

"""One Observation of a page, and the place after it."""
type ObservationEdge {
  cursor: Cursor!
  node: Observation!
}

"""http://hl7.org/fhir/R4/observation.html"""
type Observation {
  id: RecordId!
  version: Version!
  status: String
  category: [CodeableConcept!]
  code: CodeableConcept
  subject: Patient
  encounter: Encounter
  effectiveDateTime: DateTime
  effectivePeriod: Period
  issued: DateTime
  performer: [Practitioner!]
  valueQuantity: Quantity
  valueCodeableConcept: CodeableConcept
  valueString: String
  valueBoolean: Boolean
  dataAbsentReason: CodeableConcept
  interpretation: [CodeableConcept!]
  referenceRange: [ObservationReferenceRange!]
  hasMember: [Observation!]
  derivedFrom: [Observation!]
  component: [ObservationComponent!]
  segments: [Segment!]
}

type ObservationReferenceRange {
  low: Quantity
  high: Quantity
  type: CodeableConcept
  text: String
}

type ObservationComponent {
  code: CodeableConcept
  valueQuantity: Quantity
  valueCodeableConcept: CodeableConcept
  valueString: String
  dataAbsentReason: CodeableConcept
  interpretation: [CodeableConcept!]
  referenceRange: [ObservationReferenceRange!]
}

"""A page of MedicationRequest."""
type MedicationRequestConnection {
  edges: [MedicationRequestEdge!]!
  nodes: [MedicationRequest!]!
  pageInfo: PageInfo!
}

"""One MedicationRequest of a page, and the place after it."""
type MedicationRequestEdge {
  cursor: Cursor!
  node: MedicationRequest!
}

"""http://hl7.org/fhir/R4/medicationrequest.html"""
type MedicationRequest {
  id: RecordId!
  version: Version!
  status: String
  statusReason: CodeableConcept
  intent: String
  category: [CodeableConcept!]
  priority: String
  reportedBoolean: Boolean
  reportedReference: Reference
  medicationCodeableConcept: CodeableConcept
  medicationReference: Reference
  subject: Patient
  encounter: Encounter
  authoredOn: DateTime
  requester: Practitioner
  reasonCode: [CodeableConcept!]
  reasonReference: [Condition!]
  note: [Annotation!]
  dosageInstruction: [Dosage!]
  dispenseRequest: MedicationRequestDispense
  segments: [Segment!]
}

"""Of what has no record of its own: how the source names it."""
type Reference {
  type: String
  display: String
}

type Dosage {
  sequence: Int
  text: String
  patientInstruction: String
  timing: Timing
  asNeededBoolean: Boolean
  asNeededCodeableConcept: CodeableConcept
  site: CodeableConcept
  route: CodeableConcept
  method: CodeableConcept
  doseAndRate: [DoseAndRate!]
}

type Timing {
  event: [DateTime!]
  repeat: TimingRepeat
  code: CodeableConcept
}

type TimingRepeat {
  boundsPeriod: Period
  boundsDuration: Quantity
  count: Int
  frequency: Int
  period: Float
  periodUnit: String
  dayOfWeek: [String!]
  when: [String!]
}

type DoseAndRate {
  type: CodeableConcept
  doseQuantity: Quantity
  doseRange: Range
  rateQuantity: Quantity
}

type Range {
  low: Quantity
  high: Quantity
}

type MedicationRequestDispense {
  validityPeriod: Period
  numberOfRepeatsAllowed: Int
  quantity: Quantity
  expectedSupplyDuration: Quantity
}

"""A page of AllergyIntolerance."""
type AllergyIntoleranceConnection {
  edges: [AllergyIntoleranceEdge!]!
  nodes: [AllergyIntolerance!]!
  pageInfo: PageInfo!
}

"""One AllergyIntolerance of a page, and the place after it."""
type AllergyIntoleranceEdge {
  cursor: Cursor!
  node: AllergyIntolerance!
}

"""http://hl7.org/fhir/R4/allergyintolerance.html"""
type AllergyIntolerance {
  id: RecordId!
  version: Version!
  clinicalStatus: CodeableConcept
  verificationStatus: CodeableConcept
  type: String
  category: [String!]
  criticality: String
  code: CodeableConcept
  patient: Patient
  encounter: Encounter
  onsetDateTime: DateTime
  onsetAge: Quantity
  onsetPeriod: Period
  onsetString: String
  recordedDate: DateTime
  recorder: Practitioner
  asserter: Practitioner
  lastOccurrence: DateTime
  note: [Annotation!]
  reaction: [AllergyIntoleranceReaction!]
  segments: [Segment!]
}

type AllergyIntoleranceReaction {
  substance: CodeableConcept
  manifestation: [CodeableConcept!]
  description: String
  onset: DateTime
  severity: String
  exposureRoute: CodeableConcept
}

"""A page of Immunization."""
type ImmunizationConnection {
  edges: [ImmunizationEdge!]!
  nodes: [Immunization!]!
  pageInfo: PageInfo!
}

"""One Immunization of a page, and the place after it."""
type ImmunizationEdge {
  cursor: Cursor!
  node: Immunization!
}

"""http://hl7.org/fhir/R4/immunization.html"""
type Immunization {
  id: RecordId!
  version: Version!
  status: String
  statusReason: CodeableConcept
  vaccineCode: CodeableConcept
  patient: Patient
  encounter: Encounter
  occurrenceDateTime: DateTime
  occurrenceString: String
  recorded: DateTime
  primarySource: Boolean
  reportOrigin: CodeableConcept
  lotNumber: String
  expirationDate: Date
  site: CodeableConcept
  route: CodeableConcept
  doseQuantity: Quantity
  performer: [ImmunizationPerformer!]
  note: [Annotation!]
  reasonCode: [CodeableConcept!]
  protocolApplied: [ImmunizationProtocol!]
  segments: [Segment!]
}

type ImmunizationPerformer {
  function: CodeableConcept
  actor: Practitioner
}

type ImmunizationProtocol {
  series: String
  targetDisease: [CodeableConcept!]
  doseNumberPositiveInt: Int
  doseNumberString: String
}

"""A page of Procedure."""
type ProcedureConnection {
  edges: [ProcedureEdge!]!
  nodes: [Procedure!]!
  pageInfo: PageInfo!
}

"""One Procedure of a page, and the place after it."""
type ProcedureEdge {
  cursor: Cursor!
  node: Procedure!
}

"""http://hl7.org/fhir/R4/procedure.html"""
type Procedure {
  id: RecordId!
  version: Version!
  status: String
  statusReason: CodeableConcept
  category: CodeableConcept
  code: CodeableConcept
  subject: Patient
  encounter: Encounter
  performedDateTime: DateTime
  performedPeriod: Period
  performedString: String
  recorder: Practitioner
  performer: [ProcedurePerformer!]
  reasonCode: [CodeableConcept!]
  reasonReference: [Condition!]
  bodySite: [CodeableConcept!]
  outcome: CodeableConcept
  complication: [CodeableConcept!]
  followUp: [CodeableConcept!]
  note: [Annotation!]
  segments: [Segment!]
}

type ProcedurePerformer {
  function: CodeableConcept
  actor: Practitioner
  onBehalfOf: Organization
}

"""A page of DiagnosticReport."""
type DiagnosticReportConnection {
  edges: [DiagnosticReportEdge!]!
  nodes: [DiagnosticReport!]!
  pageInfo: PageInfo!
}

"""One DiagnosticReport of a page, and the place after it."""
type DiagnosticReportEdge {
  cursor: Cursor!
  node: DiagnosticReport!
}

"""http://hl7.org/fhir/R4/diagnosticreport.html"""
type DiagnosticReport {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  status: String
  category: [CodeableConcept!]
  code: CodeableConcept
  subject: Patient
  encounter: Encounter
  effectiveDateTime: DateTime
  effectivePeriod: Period
  issued: DateTime
  performer: [Practitioner!]
  result: [Observation!]
  presentedForm: [Attachment!]
  conclusion: String
  conclusionCode: [CodeableConcept!]
  segments: [Segment!]
}

"""
What is known of a document; its bytes are kept sealed, and leave with a FHIR export.
"""
type Attachment {
  contentType: String
  language: String
  size: Int
  title: String
  creation: DateTime
}

"""A page of Condition."""
type ConditionConnection {
  edges: [ConditionEdge!]!
  nodes: [Condition!]!
  pageInfo: PageInfo!
}

"""One Condition of a page, and the place after it."""
type ConditionEdge {
  cursor: Cursor!
  node: Condition!
}

"""A page of CareTeam."""
type CareTeamConnection {
  edges: [CareTeamEdge!]!
  nodes: [CareTeam!]!
  pageInfo: PageInfo!
}

"""One CareTeam of a page, and the place after it."""
type CareTeamEdge {
  cursor: Cursor!
  node: CareTeam!
}

"""http://hl7.org/fhir/R4/careteam.html"""
type CareTeam {
  id: RecordId!
  version: Version!
  status: String
  category: [CodeableConcept!]
  name: String
  subject: Patient
  encounter: Encounter
  period: Period
  participant: [CareTeamParticipant!]
  reasonCode: [CodeableConcept!]
  reasonReference: [Condition!]
  managingOrganization: [Organization!]
  telecom: [ContactPoint!]
  note: [Annotation!]
  segments: [Segment!]
}

type CareTeamParticipant {
  role: [CodeableConcept!]
  member: Practitioner
  onBehalfOf: Organization
  period: Period
}

"""A page of Goal."""
type GoalConnection {
  edges: [GoalEdge!]!
  nodes: [Goal!]!
  pageInfo: PageInfo!
}

"""One Goal of a page, and the place after it."""
type GoalEdge {
  cursor: Cursor!
  node: Goal!
}

"""http://hl7.org/fhir/R4/goal.html"""
type Goal {
  id: RecordId!
  version: Version!
  lifecycleStatus: String
  achievementStatus: CodeableConcept
  category: [CodeableConcept!]
  priority: CodeableConcept
  description: CodeableConcept
  subject: Patient
  startDate: Date
  startCodeableConcept: CodeableConcept
  target: [GoalTarget!]
  statusDate: Date
  statusReason: String
  expressedBy: Practitioner
  addresses: [Condition!]
  note: [Annotation!]
  outcomeCode: [CodeableConcept!]
  segments: [Segment!]
}

type GoalTarget {
  measure: CodeableConcept
  detailQuantity: Quantity
  detailRange: Range
  detailCodeableConcept: CodeableConcept
  detailString: String
  dueDate: Date
}

"""A page of CarePlan."""
type CarePlanConnection {
  edges: [CarePlanEdge!]!
  nodes: [CarePlan!]!
  pageInfo: PageInfo!
}

"""One CarePlan of a page, and the place after it."""
type CarePlanEdge {
  cursor: Cursor!
  node: CarePlan!
}

"""http://hl7.org/fhir/R4/careplan.html"""
type CarePlan {
  id: RecordId!
  version: Version!
  status: String
  intent: String
  category: [CodeableConcept!]
  title: String
  description: String
  subject: Patient
  encounter: Encounter
  period: Period
  created: DateTime
  author: Practitioner
  careTeam: [CareTeam!]
  addresses: [Condition!]
  goal: [Goal!]
  activity: [CarePlanActivity!]
  note: [Annotation!]
  segments: [Segment!]
}

type CarePlanActivity {
  outcomeCodeableConcept: [CodeableConcept!]
  progress: [Annotation!]
  detail: CarePlanActivityDetail
}

type CarePlanActivityDetail {
  kind: String
  code: CodeableConcept
  reasonCode: [CodeableConcept!]
  goal: [Goal!]
  status: String
  scheduledPeriod: Period
  scheduledString: String
  performer: [Practitioner!]
  description: String
}

"""A page of Coverage."""
type CoverageConnection {
  edges: [CoverageEdge!]!
  nodes: [Coverage!]!
  pageInfo: PageInfo!
}

"""One Coverage of a page, and the place after it."""
type CoverageEdge {
  cursor: Cursor!
  node: Coverage!
}

"""http://hl7.org/fhir/R4/coverage.html"""
type Coverage {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  status: String
  type: CodeableConcept
  policyHolder: Patient
  subscriber: Patient
  subscriberId: String
  beneficiary: Patient
  dependent: String
  relationship: CodeableConcept
  period: Period
  payor: [Organization!]
  class: [CoverageClass!]
  order: Int
  network: String
  segments: [Segment!]
}

type CoverageClass {
  type: CodeableConcept
  value: String
  name: String
}

"""A page of DocumentReference."""
type DocumentReferenceConnection {
  edges: [DocumentReferenceEdge!]!
  nodes: [DocumentReference!]!
  pageInfo: PageInfo!
}

"""One DocumentReference of a page, and the place after it."""
type DocumentReferenceEdge {
  cursor: Cursor!
  node: DocumentReference!
}

"""http://hl7.org/fhir/R4/documentreference.html"""
type DocumentReference {
  id: RecordId!
  version: Version!
  identifier: [Identifier!]
  status: String
  docStatus: String
  type: CodeableConcept
  category: [CodeableConcept!]
  subject: Patient
  date: DateTime
  author: [Practitioner!]
  authenticator: Practitioner
  custodian: Organization
  description: String
  securityLabel: [CodeableConcept!]
  content: [DocumentReferenceContent!]
  context: DocumentReferenceContext
  segments: [Segment!]
}

type DocumentReferenceContent {
  attachment: Attachment
  format: Coding
}

type DocumentReferenceContext {
  encounter: [Encounter!]
  event: [CodeableConcept!]
  period: Period
  facilityType: CodeableConcept
  practiceSetting: CodeableConcept
}

"""A page of Review."""
type ReviewConnection {
  edges: [ReviewEdge!]!
  nodes: [Review!]!
  pageInfo: PageInfo!
}

"""One Review of a page, and the place after it."""
type ReviewEdge {
  cursor: Cursor!
  node: Review!
}

"""
Something that the privacy officer has to look at: who did what with whose chart, and what came of the review.
"""
type Review {
  id: RecordId!
  version: Version!
  kind: ReviewKind

  """The patient's id; a review opens no chart."""
  concerns: String

  """The other patient's id, where two charts are concerned."""
  other: String

  """Who is reviewed: nobody where a feed brought it."""
  username: String
  role: Role

  """As the audit trail names the request in which it happened first."""
  request: String
  reason: String
  at: DateTime
  due: DateTime
  state: ReviewState

  """Open, and past its due time."""
  overdue: Boolean
  finding: ReviewFinding
  note: String
  closedBy: String
  closedAt: DateTime
}

enum ReviewKind {
  BREAK_GLASS
  SELF_ASSIGNMENT
  OWN_CHART
  SAME_NAME_OR_ADDRESS
  VIP
  AFTER_HOURS
  RELABELLING
  MERGE
  RULES
  ERASURE
  LEGAL_HOLD
  DUPLICATE_RECORD_NUMBER
}

enum ReviewState {
  OPEN
  CLOSED
}

enum ReviewFinding {
  APPROPRIATE
  INAPPROPRIATE
  UNCLEAR
}

"""
What a tenant decides for itself; every one of them is written out when the tenant is made (docs/access.md).
"""
type TenantRules {
  version: Version!
  consent: ConsentDefault!
  ownChart: OwnChart!
  ages: [AgeRule!]!
  adult: Int!
  hours: OpenHours!
  accessLog: AccessLogShows!
}

enum ConsentDefault {
  PERMIT
  DENY
}

enum OwnChart {
  OUTSIDE
  INSIDE
}

"""From this age on, in years, a parent does not see these segments."""
type AgeRule {
  from: Int!
  hides: [Segment!]!
}

"""From \`open\` up to \`close\`, hours of the day in an IANA time zone."""
type OpenHours {
  open: Int!
  close: Int!
  zone: String!
}

"""
What a patient is told of those who saw the chart: as what they did, or also who of them is a practitioner.
"""
enum AccessLogShows {
  ROLES
  NAMES
}

type Mutation {
  updatePatientContact(input: UpdatePatientContactInput!): UpdatePatientContactPayload
  assignCareTeam(input: AssignCareTeamInput!): CareTeamPayload
  endCareTeam(input: EndCareTeamInput!): CareTeamPayload
  createUnit(input: CreateUnitInput!): DonePayload
  rosterUnit(input: RosterInput!): DonePayload
  startShift(input: StartShiftInput!): DonePayload
  endShift(input: EndShiftInput!): DonePayload
  recordConsent(input: RecordConsentInput!): RecordConsentPayload
  breakGlass(input: BreakGlassInput!): BreakGlassPayload
  endBreakGlass(input: EndBreakGlassInput!): DonePayload
  erasePatient(input: ErasePatientInput!): ErasurePayload

  """Either of the two, until it has happened."""
  cancelErasure(input: ErasureInput!): ErasurePayload

  """
  Nothing of this patient is erased while the hold lasts; what was asked for is cancelled.
  """
  holdPatient(input: ErasureInput!): ErasurePayload
  releasePatient(input: ErasureInput!): ErasurePayload
  labelRecord(input: LabelRecordInput!): LabelRecordPayload
  mergePatients(input: MergePatientsInput!): MergePayload
  unmergePatients(input: MergePatientsInput!): MergePayload
  recordObservation(input: RecordObservationInput!): RecordObservationPayload
  assignProxy(input: AssignProxyInput!): ProxyPayload
  endProxy(input: EndProxyInput!): ProxyPayload
  closeReview(input: CloseReviewInput!): CloseReviewPayload
  updateTenantRules(input: UpdateTenantRulesInput!): UpdateTenantRulesPayload

  """Whether it is what is stored; the answer shows nothing of it."""
  verifyPatient(input: VerifyPatientInput!): VerifyPatientPayload
}

type UpdatePatientContactPayload {
  patient: Patient
}

"""
What is left out stays as it is; an empty list removes; null is refused.
"""
input UpdatePatientContactInput {
  patient: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  telecom: [ContactPointInput!]
  address: [AddressInput!]
}

"""1 to 64 characters of [A-Za-z0-9_-], new for each new wish."""
scalar IdempotencyKey

input ContactPointInput {
  system: String!
  value: String!
  use: String
}

input AddressInput {
  use: String
  line: [String!]
  city: String
  district: String
  state: String
  postalCode: String
  country: String
}

type CareTeamPayload {
  patient: Patient
}

"""
Who comes into the team: exactly one of a practitioner (by record id), a user and a unit. One may put oneself there only while a visit is open or on the day of an appointment; it is always reviewed.
"""
input AssignCareTeamInput {
  patient: RecordId!
  practitioner: RecordId
  username: Username
  unit: UnitName

  """Until further notice if absent."""
  until: Moment
  idempotencyKey: IdempotencyKey!
}

"""
The name of a ward or an on-call team: 1 to 40 of a-z, 0-9 and inner hyphens.
"""
scalar UnitName

input EndCareTeamInput {
  patient: RecordId!
  practitioner: RecordId
  username: Username
  unit: UnitName
  idempotencyKey: IdempotencyKey!
}

"""
What was done took effect; of a unit the name is not data of a patient.
"""
type DonePayload {
  done: Boolean!
}

"""A ward or an on-call team, in another one or in none."""
input CreateUnitInput {
  unit: UnitName!
  within: UnitName
  idempotencyKey: IdempotencyKey!
}

"""
Puts somebody on a unit's roster, or with \`until\` takes off it from then on: only who is on it starts a shift.
"""
input RosterInput {
  unit: UnitName!
  username: Username!
  until: Moment
  idempotencyKey: IdempotencyKey!
}

"""
A shift of the caller's own, of 24 hours at most; a person is on eight units at once at most, those around included.
"""
input StartShiftInput {
  unit: UnitName!
  until: Moment!
  idempotencyKey: IdempotencyKey!
}

input EndShiftInput {
  unit: UnitName!
  idempotencyKey: IdempotencyKey!
}

type RecordConsentPayload {
  patient: Patient
}

"""
With \`consent\` (an id of \`Patient.consents\`) its rules are replaced; an empty list of rules takes the consent back.
"""
input RecordConsentInput {
  patient: RecordId!
  consent: RecordId
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  rules: [ConsentRuleInput!]!
}

input ConsentRuleInput {
  type: ConsentType!
  classes: [DataClass!]
  segments: [Segment!]
  roles: [Role!]
  persons: [String!]
  purposes: [Purpose!]
  start: DateTime
  end: DateTime
}

"""The next request sees the patient."""
type BreakGlassPayload {
  until: String!
}

"""
Needs a sign-in of the last five minutes and a reason; opens one patient for 60 minutes at most, under ETREAT; always reviewed.
"""
input BreakGlassInput {
  patient: RecordId!
  reason: String!

  """60 if absent."""
  minutes: PageSize
  idempotencyKey: IdempotencyKey!
}

input EndBreakGlassInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
}

type ErasurePayload {
  state: ErasureState!
  due: DateTime
}

enum ErasureState {
  """Nobody asks for it."""
  NONE

  """One of the two has asked for it."""
  WANTED

  """Both have: it happens at \`due\`."""
  APPROVED

  """A legal hold forbids it."""
  HELD
}

"""
Destroys a patient's key, and then the chart. Takes two, as a merge does; happens once the cooling-off period is over, unless it is cancelled or the chart is held.
"""
input ErasePatientInput {
  patient: RecordId!

  """Why: for whoever reviews it."""
  reason: String!
  idempotencyKey: IdempotencyKey!
}

input ErasureInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
}

type LabelRecordPayload {
  observation: Observation
  encounter: Encounter
  patient: Patient
}

"""
Labels one record anew: the observation, the encounter, or with neither the patient itself. The segments replace those it has; NORMAL, alone, takes them all away. Always reviewed.
"""
input LabelRecordInput {
  patient: RecordId!
  observation: RecordId
  encounter: RecordId
  segments: [Segment!]!
  idempotencyKey: IdempotencyKey!
}

type MergePayload {
  state: MergeState!
}

enum MergeState {
  """One of the two has asked for it."""
  PROPOSED
  LINKED
  UNLINKED
}

"""
Links two charts of one person, or takes the link back: nothing moves. Takes two: what a privacy officer asks for happens when an administrator asks for the same, and the other way round.
"""
input MergePatientsInput {
  patient: RecordId!
  into: RecordId!
  idempotencyKey: IdempotencyKey!
}

type RecordObservationPayload {
  observation: Observation
}

"""
Exactly one of \`valueQuantity\`, \`valueCodeableConcept\`, \`valueString\`, \`component\`. \`status\` is \`final\` if absent, \`effectiveDateTime\` now. \`segments\` adds to those that the codes say by themselves; PSYCHOTHERAPY is for the author alone.
"""
input RecordObservationInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  status: String
  category: [CodeableConceptInput!]
  code: CodeableConceptInput!
  effectiveDateTime: DateTime
  valueQuantity: QuantityInput
  valueCodeableConcept: CodeableConceptInput
  valueString: String
  component: [ObservationComponentInput!]
  segments: [Segment!]
}

input CodeableConceptInput {
  coding: [CodingInput!]
  text: String
}

input CodingInput {
  system: String
  version: String
  code: String
  display: String
}

input QuantityInput {
  value: Float!
  comparator: String
  unit: String
  system: String
  code: String
}

input ObservationComponentInput {
  code: CodeableConceptInput!
  valueQuantity: QuantityInput
  valueCodeableConcept: CodeableConceptInput
  valueString: String
}

type ProxyPayload {
  patient: Patient
}

"""
Somebody who is to stand for the patient: a PATIENT membership's username. Without \`classes\` all that the schema grants a proxy, without \`segments\` all of them.
"""
input AssignProxyInput {
  patient: RecordId!
  username: Username!
  basis: ProxyBasis!
  classes: [DataClass!]
  segments: [Segment!]

  """From now on if absent."""
  from: Moment

  """
  Until further notice if absent; a parent's ends at the tenant's age of majority in any case.
  """
  until: Moment
  idempotencyKey: IdempotencyKey!
}

"""Why somebody stands for a patient."""
enum ProxyBasis {
  PARENT
  GUARDIAN
  POWER_OF_ATTORNEY
  EXECUTOR
}

input EndProxyInput {
  patient: RecordId!
  username: Username!
  idempotencyKey: IdempotencyKey!
}

type CloseReviewPayload {
  review: Review
}

input CloseReviewInput {
  review: RecordId!
  expectedVersion: Version!
  finding: ReviewFinding!
  note: String
  idempotencyKey: IdempotencyKey!
}

type UpdateTenantRulesPayload {
  tenantRules: TenantRules
}

"""
What is left out stays as it is. Sessions follow within 30 seconds; always reviewed.
"""
input UpdateTenantRulesInput {
  expectedVersion: Version!
  consent: ConsentDefault
  ownChart: OwnChart
  ages: [AgeRuleInput!]
  adult: Count
  hours: OpenHoursInput
  accessLog: AccessLogShows
  idempotencyKey: IdempotencyKey!
}

input AgeRuleInput {
  from: Count!
  hides: [Segment!]!
}

"""A whole number that bounds a right: an age, an hour."""
scalar Count

input OpenHoursInput {
  open: Count!
  close: Count!
  zone: Zone!
}

"""The name of an IANA time zone."""
scalar Zone

type VerifyPatientPayload {
  matches: Boolean!
}

"""
One of: what somebody at the telephone says. Three tries a day and patient.
"""
input VerifyPatientInput {
  patient: RecordId!
  birthDate: Date

  """A record number, or a number given by a government, as a whole."""
  identifier: String
  idempotencyKey: IdempotencyKey!
}
`
