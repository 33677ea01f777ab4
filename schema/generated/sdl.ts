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

  """
  The own list, as \`patients\` gives it, by what is to happen next: the soonest first, and whoever has no visit ahead last.
  It is made anew for each page, so a visit that begins meanwhile moves its patient. A list of more than 100 patients is
  refused: LIMIT_EXCEEDED.
  """
  panel(first: PageSize = 20, after: Cursor): PanelPage

  """
  The patient with this id; null if there is none that you may know of. With \`asOf\` the chart as it was known then: see docs/access.md.
  """
  patient(id: RecordId!, asOf: Moment): Patient

  """
  Without arguments your own list (your care teams and emergencies; yourself and those you stand for). With \`mrn\`: exactly that record number. With \`identifier\`, \`system|value\` (http://hl7.org/fhir/R4/search.html#token, both of them): exactly that identifier, whoever gave it. With \`email\` or \`phone\`: who is reached there, whatever the case of the address and however the number is written. With \`family\` and \`birthDate\`, both: those persons, whatever the case and accents of the name.
  """
  patients(mrn: String, identifier: String, family: String, birthDate: Date, email: String, phone: String, first: PageSize = 20, after: Cursor): PatientConnection

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

type PanelPage {
  nodes: [PanelEntry!]!
  pageInfo: PageInfo!
}

"""A patient of the own list, and what is to happen next."""
type PanelEntry {
  patient: Patient

  """
  The first visit that begins after now and is not over or cancelled before it began (status planned, arrived, triaged or in-progress); null if there is none that you may know of. One dated by a day alone begins with the day, in UTC.
  """
  next: Encounter
}

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

  """
  When and by whom it was written; null for what was written before this was recorded.
  """
  changed: Change

  """This version and those before it, the newest first."""
  versions(first: PageSize = 20, after: Cursor): PatientConnection

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

  """
  FHIR content that has no field of its own yet, and source ids. Part of every record that leaves whole.
  """
  OPAQUE

  """
  What the patient has permitted and denied. Every decision opens it; see docs/access.md.
  """
  CONSENT

  """What the privacy officer has to look at."""
  REVIEW

  """Who pays for care, and under which numbers."""
  COVERAGE

  """When and by whom a version was written."""
  PROVENANCE
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

"""
Who wrote a version of a record, and when. Like \`version\` it is the store's own: nobody chooses it.
"""
type Change {
  at: DateTime!
  role: Role!

  """Null where whoever wrote it is no practitioner."""
  by: Practitioner
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): EncounterConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): ConditionConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): ObservationConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): MedicationRequestConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): AllergyIntoleranceConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): ImmunizationConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): ProcedureConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): DiagnosticReportConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): CareTeamConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): GoalConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): CarePlanConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): CoverageConnection
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
  changed: Change
  versions(first: PageSize = 20, after: Cursor): DocumentReferenceConnection
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
  recordAllergyIntolerance(input: RecordAllergyIntoleranceInput!): RecordAllergyIntolerancePayload
  amendAllergyIntolerance(input: AmendAllergyIntoleranceInput!): AmendAllergyIntolerancePayload
  recordCarePlan(input: RecordCarePlanInput!): RecordCarePlanPayload
  amendCarePlan(input: AmendCarePlanInput!): AmendCarePlanPayload
  assignCareTeam(input: AssignCareTeamInput!): CareTeamPayload
  endCareTeam(input: EndCareTeamInput!): CareTeamPayload
  createUnit(input: CreateUnitInput!): DonePayload
  rosterUnit(input: RosterInput!): DonePayload
  startShift(input: StartShiftInput!): DonePayload
  endShift(input: EndShiftInput!): DonePayload
  recordCondition(input: RecordConditionInput!): RecordConditionPayload
  amendCondition(input: AmendConditionInput!): AmendConditionPayload
  recordConsent(input: RecordConsentInput!): RecordConsentPayload
  breakGlass(input: BreakGlassInput!): BreakGlassPayload
  endBreakGlass(input: EndBreakGlassInput!): DonePayload
  markEnteredInError(input: MarkEnteredInErrorInput!): MarkEnteredInErrorPayload
  erasePatient(input: ErasePatientInput!): ErasurePayload

  """Either of the two, until it has happened."""
  cancelErasure(input: ErasureInput!): ErasurePayload

  """
  Nothing of this patient is erased while the hold lasts; what was asked for is cancelled.
  """
  holdPatient(input: ErasureInput!): ErasurePayload
  releasePatient(input: ErasureInput!): ErasurePayload
  recordGoal(input: RecordGoalInput!): RecordGoalPayload
  amendGoal(input: AmendGoalInput!): AmendGoalPayload
  recordImmunization(input: RecordImmunizationInput!): RecordImmunizationPayload
  amendImmunization(input: AmendImmunizationInput!): AmendImmunizationPayload
  labelRecord(input: LabelRecordInput!): LabelRecordPayload
  recordMedicationRequest(input: RecordMedicationRequestInput!): RecordMedicationRequestPayload
  amendMedicationRequest(input: AmendMedicationRequestInput!): AmendMedicationRequestPayload
  mergePatients(input: MergePatientsInput!): MergePayload
  unmergePatients(input: MergePatientsInput!): MergePayload
  recordObservation(input: RecordObservationInput!): RecordObservationPayload
  amendObservation(input: AmendObservationInput!): AmendObservationPayload
  recordProcedure(input: RecordProcedureInput!): RecordProcedurePayload
  amendProcedure(input: AmendProcedureInput!): AmendProcedurePayload
  assignProxy(input: AssignProxyInput!): ProxyPayload
  endProxy(input: EndProxyInput!): ProxyPayload
  reconcileChart(input: ReconcileChartInput!): ReconcileChartPayload
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

type RecordAllergyIntolerancePayload {
  allergyIntolerance: AllergyIntolerance
}

"""
If absent \`clinicalStatus\` is \`active\`, \`verificationStatus\` \`confirmed\`.
"""
input RecordAllergyIntoleranceInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  clinicalStatus: CodeableConceptInput
  verificationStatus: CodeableConceptInput
  type: String
  category: [String!]
  criticality: String
  code: CodeableConceptInput!
  encounter: RecordId
  onsetDateTime: DateTime
  onsetString: String
  lastOccurrence: DateTime
  note: [AnnotationInput!]
  reaction: [AllergyIntoleranceReactionInput!]
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

input AnnotationInput {
  text: String!
}

input AllergyIntoleranceReactionInput {
  substance: CodeableConceptInput
  manifestation: [CodeableConceptInput!]!
  description: String
  severity: String
}

type AmendAllergyIntolerancePayload {
  allergyIntolerance: AllergyIntolerance
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendAllergyIntoleranceInput {
  patient: RecordId!
  allergyIntolerance: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  clinicalStatus: CodeableConceptInput
  verificationStatus: CodeableConceptInput
  type: String
  category: [String!]
  criticality: String
  code: CodeableConceptInput
  encounter: RecordId
  onsetDateTime: DateTime
  onsetString: String
  lastOccurrence: DateTime
  note: [AnnotationInput!]
  reaction: [AllergyIntoleranceReactionInput!]
  remove: [ElementName!]
}

"""The name of an element of the record, as the schema has it."""
scalar ElementName

type RecordCarePlanPayload {
  carePlan: CarePlan
}

"""
If absent \`status\` is \`active\`, \`intent\` \`plan\`. \`addresses\`: conditions, \`goal\`: goals of the patient. One of \`title\` and \`description\`.
"""
input RecordCarePlanInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  status: String
  intent: String
  category: [CodeableConceptInput!]
  title: String
  description: String
  encounter: RecordId
  period: PeriodInput
  addresses: [RecordId!]
  goal: [RecordId!]
  note: [AnnotationInput!]
  segments: [Segment!]
}

input PeriodInput {
  start: DateTime
  end: DateTime
}

type AmendCarePlanPayload {
  carePlan: CarePlan
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendCarePlanInput {
  patient: RecordId!
  carePlan: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  status: String
  intent: String
  category: [CodeableConceptInput!]
  title: String
  description: String
  encounter: RecordId
  period: PeriodInput
  addresses: [RecordId!]
  goal: [RecordId!]
  note: [AnnotationInput!]
  remove: [ElementName!]
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

type RecordConditionPayload {
  condition: Condition
}

"""
If absent \`clinicalStatus\` is \`active\`, \`verificationStatus\` \`confirmed\`, \`category\` \`problem-list-item\`.
"""
input RecordConditionInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  clinicalStatus: CodeableConceptInput
  verificationStatus: CodeableConceptInput
  category: [CodeableConceptInput!]
  severity: CodeableConceptInput
  code: CodeableConceptInput!
  bodySite: [CodeableConceptInput!]
  encounter: RecordId
  onsetDateTime: DateTime
  onsetString: String
  abatementDateTime: DateTime
  abatementString: String
  note: [AnnotationInput!]
  segments: [Segment!]
}

type AmendConditionPayload {
  condition: Condition
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendConditionInput {
  patient: RecordId!
  condition: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  clinicalStatus: CodeableConceptInput
  verificationStatus: CodeableConceptInput
  category: [CodeableConceptInput!]
  severity: CodeableConceptInput
  code: CodeableConceptInput
  bodySite: [CodeableConceptInput!]
  encounter: RecordId
  onsetDateTime: DateTime
  onsetString: String
  abatementDateTime: DateTime
  abatementString: String
  note: [AnnotationInput!]
  remove: [ElementName!]
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

type MarkEnteredInErrorPayload {
  observation: Observation
  condition: Condition
  allergyIntolerance: AllergyIntolerance
  medicationRequest: MedicationRequest
  immunization: Immunization
  procedure: Procedure
  diagnosticReport: DiagnosticReport
  documentReference: DocumentReference
  goal: Goal
  carePlan: CarePlan
}

"""
One record of the chart that should never have been there: it stays, marked, and its versions with it. Exactly one of the ids.
"""
input MarkEnteredInErrorInput {
  patient: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  observation: RecordId
  condition: RecordId
  allergyIntolerance: RecordId
  medicationRequest: RecordId
  immunization: RecordId
  procedure: RecordId
  diagnosticReport: RecordId
  documentReference: RecordId
  goal: RecordId
  carePlan: RecordId
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

type RecordGoalPayload {
  goal: Goal
}

"""
If absent \`lifecycleStatus\` is \`active\`. \`addresses\`: conditions of the patient.
"""
input RecordGoalInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  lifecycleStatus: String
  achievementStatus: CodeableConceptInput
  category: [CodeableConceptInput!]
  priority: CodeableConceptInput
  description: CodeableConceptInput!
  startDate: Date
  target: [GoalTargetInput!]
  addresses: [RecordId!]
  note: [AnnotationInput!]
  segments: [Segment!]
}

input GoalTargetInput {
  measure: CodeableConceptInput
  detailQuantity: QuantityInput
  detailString: String
  dueDate: Date
}

input QuantityInput {
  value: Float!
  comparator: String
  unit: String
  system: String
  code: String
}

type AmendGoalPayload {
  goal: Goal
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendGoalInput {
  patient: RecordId!
  goal: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  lifecycleStatus: String
  achievementStatus: CodeableConceptInput
  category: [CodeableConceptInput!]
  priority: CodeableConceptInput
  description: CodeableConceptInput
  startDate: Date
  target: [GoalTargetInput!]
  addresses: [RecordId!]
  note: [AnnotationInput!]
  remove: [ElementName!]
}

type RecordImmunizationPayload {
  immunization: Immunization
}

"""
If absent \`status\` is \`completed\`, \`occurrenceDateTime\` now, \`primarySource\` true.
"""
input RecordImmunizationInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  status: String
  statusReason: CodeableConceptInput
  vaccineCode: CodeableConceptInput!
  encounter: RecordId
  occurrenceDateTime: DateTime
  primarySource: Boolean
  lotNumber: String
  expirationDate: Date
  site: CodeableConceptInput
  route: CodeableConceptInput
  doseQuantity: QuantityInput
  note: [AnnotationInput!]
  segments: [Segment!]
}

type AmendImmunizationPayload {
  immunization: Immunization
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendImmunizationInput {
  patient: RecordId!
  immunization: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  status: String
  statusReason: CodeableConceptInput
  vaccineCode: CodeableConceptInput
  encounter: RecordId
  occurrenceDateTime: DateTime
  primarySource: Boolean
  lotNumber: String
  expirationDate: Date
  site: CodeableConceptInput
  route: CodeableConceptInput
  doseQuantity: QuantityInput
  note: [AnnotationInput!]
  remove: [ElementName!]
}

type LabelRecordPayload {
  observation: Observation
  encounter: Encounter
  condition: Condition
  allergyIntolerance: AllergyIntolerance
  medicationRequest: MedicationRequest
  immunization: Immunization
  procedure: Procedure
  diagnosticReport: DiagnosticReport
  documentReference: DocumentReference
  goal: Goal
  carePlan: CarePlan
  careTeam: CareTeam
  coverage: Coverage
  patient: Patient
}

"""
Labels one record anew: that of the one id given, or without one the patient itself. The segments replace those it has; NORMAL, alone, takes them all away. No \`expectedVersion\`: it says the whole label, and hangs on nothing else that the record says. Always reviewed.
"""
input LabelRecordInput {
  patient: RecordId!
  observation: RecordId
  encounter: RecordId
  condition: RecordId
  allergyIntolerance: RecordId
  medicationRequest: RecordId
  immunization: RecordId
  procedure: RecordId
  diagnosticReport: RecordId
  documentReference: RecordId
  goal: RecordId
  carePlan: RecordId
  careTeam: RecordId
  coverage: RecordId
  segments: [Segment!]!
  idempotencyKey: IdempotencyKey!
}

type RecordMedicationRequestPayload {
  medicationRequest: MedicationRequest

  """
  Allergies of the patient that name a code of the medication, or a reaction to a substance that does.
  """
  warnings: [AllergyIntolerance!]

  """What the warnings rest on, and what they cannot know."""
  checked: String!
}

"""
If absent \`status\` is \`active\`, \`intent\` \`order\`, \`authoredOn\` now. Where an allergy warns that is not \`acknowledged\`, nothing is written: \`medicationRequest\` is null, and \`warnings\` says of what.
"""
input RecordMedicationRequestInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  status: String
  intent: String
  category: [CodeableConceptInput!]
  priority: String
  medicationCodeableConcept: CodeableConceptInput!
  encounter: RecordId
  authoredOn: DateTime
  reasonCode: [CodeableConceptInput!]
  note: [AnnotationInput!]
  dosageInstruction: [DosageInput!]

  """
  Allergies that were warned of and are known: without them nothing is written.
  """
  acknowledged: [RecordId!]
  segments: [Segment!]
}

input DosageInput {
  text: String
  patientInstruction: String
  timing: TimingInput
  asNeededBoolean: Boolean
  route: CodeableConceptInput
  doseAndRate: [DoseAndRateInput!]
}

input TimingInput {
  repeat: TimingRepeatInput
  code: CodeableConceptInput
}

input TimingRepeatInput {
  frequency: Int
  period: Float
  periodUnit: String
  when: [String!]
}

input DoseAndRateInput {
  doseQuantity: QuantityInput
}

type AmendMedicationRequestPayload {
  medicationRequest: MedicationRequest

  """
  Allergies of the patient that name a code of the medication, or a reaction to a substance that does.
  """
  warnings: [AllergyIntolerance!]

  """What the warnings rest on, and what they cannot know."""
  checked: String!
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away. A changed medication is checked as a new one.
"""
input AmendMedicationRequestInput {
  patient: RecordId!
  medicationRequest: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  status: String
  intent: String
  category: [CodeableConceptInput!]
  priority: String
  medicationCodeableConcept: CodeableConceptInput
  encounter: RecordId
  authoredOn: DateTime
  reasonCode: [CodeableConceptInput!]
  note: [AnnotationInput!]
  dosageInstruction: [DosageInput!]

  """
  Allergies that were warned of and are known: without them nothing is written.
  """
  acknowledged: [RecordId!]
  remove: [ElementName!]
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
  encounter: RecordId
  effectiveDateTime: DateTime
  valueQuantity: QuantityInput
  valueCodeableConcept: CodeableConceptInput
  valueString: String
  component: [ObservationComponentInput!]
  segments: [Segment!]
}

input ObservationComponentInput {
  code: CodeableConceptInput!
  valueQuantity: QuantityInput
  valueCodeableConcept: CodeableConceptInput
  valueString: String
}

type AmendObservationPayload {
  observation: Observation
}

"""
What is left out stays as it is; \`remove\` takes elements away; another value takes the place of the one there is. \`status\` is \`amended\` if absent.
"""
input AmendObservationInput {
  patient: RecordId!
  observation: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  status: String
  category: [CodeableConceptInput!]
  code: CodeableConceptInput
  encounter: RecordId
  effectiveDateTime: DateTime
  valueQuantity: QuantityInput
  valueCodeableConcept: CodeableConceptInput
  valueString: String
  component: [ObservationComponentInput!]
  remove: [ElementName!]
}

type RecordProcedurePayload {
  procedure: Procedure
}

"""
If absent \`status\` is \`completed\`; with neither \`performedDateTime\` nor \`performedPeriod\` it was performed now.
"""
input RecordProcedureInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  status: String
  statusReason: CodeableConceptInput
  category: CodeableConceptInput
  code: CodeableConceptInput!
  encounter: RecordId
  performedDateTime: DateTime
  performedPeriod: PeriodInput
  reasonCode: [CodeableConceptInput!]
  bodySite: [CodeableConceptInput!]
  outcome: CodeableConceptInput
  note: [AnnotationInput!]
  segments: [Segment!]
}

type AmendProcedurePayload {
  procedure: Procedure
}

"""
What is left out stays as it is; \`remove\` names elements that are taken away.
"""
input AmendProcedureInput {
  patient: RecordId!
  procedure: RecordId!
  expectedVersion: Version!
  idempotencyKey: IdempotencyKey!
  status: String
  statusReason: CodeableConceptInput
  category: CodeableConceptInput
  code: CodeableConceptInput
  encounter: RecordId
  performedDateTime: DateTime
  performedPeriod: PeriodInput
  reasonCode: [CodeableConceptInput!]
  bodySite: [CodeableConceptInput!]
  outcome: CodeableConceptInput
  note: [AnnotationInput!]
  remove: [ElementName!]
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

type ReconcileChartPayload {
  medicationRequests: [MedicationRequest!]
  allergyIntolerances: [AllergyIntolerance!]
}

"""
A decision about each prescription that is active or on hold, and about each allergy that is active, as far as the caller knows of them: where one is left out, or is another version by now, nothing is written. 40 decisions at most.
"""
input ReconcileChartInput {
  patient: RecordId!
  idempotencyKey: IdempotencyKey!
  medicationRequests: [MedicationDecision!]!
  allergyIntolerances: [AllergyDecision!]!
}

input MedicationDecision {
  medicationRequest: RecordId!
  expectedVersion: Version!

  """As it is, or \`active\`, \`on-hold\`, \`stopped\`, \`completed\`."""
  status: String!
}

input AllergyDecision {
  allergyIntolerance: RecordId!
  expectedVersion: Version!

  """\`active\`, \`inactive\` or \`resolved\`."""
  clinicalStatus: String!
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
