// Generated from schema/*.graphql by `npm run generate`; do not edit.

/** The schema as clients see it. */
export const sdl = `type Query {
  me: Me

  """The patient with this id; null if there is none that you may know of."""
  patient(id: RecordId!): Patient

  """
  Without arguments your own list (your care teams; yourself). With \`mrn\`: exactly that record number. With \`family\` and \`birthDate\`, both: those persons, whatever the case and accents of the name.
  """
  patients(mrn: String, family: String, birthDate: Date, first: PageSize = 20, after: Cursor): PatientConnection
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
  telecom: [ContactPoint!]
  address: [Address!]
  generalPractitioner: [Practitioner!]
  managingOrganization: Organization

  """Visits, the latest first."""
  encounters(first: PageSize = 20, after: Cursor): EncounterConnection

  """
  Findings, the latest first. \`code\`: a code of the finding's first coding, such as LOINC 8480-6.
  """
  observations(code: String, first: PageSize = 20, after: Cursor): ObservationConnection
}

"""An opaque record id."""
scalar RecordId

"""A record's version: 1, 2, 3, ..."""
scalar Version

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

"""FHIR dateTime: a date, or a date with time and zone."""
scalar DateTime

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

"""FHIR date: YYYY, YYYY-MM or YYYY-MM-DD."""
scalar Date

type ContactPoint {
  system: String
  value: String
  use: String
  rank: Int
  period: Period
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

"""
A place in a list, sealed; good for the caller and the arguments it was given for.
"""
scalar Cursor

"""http://hl7.org/fhir/R4/encounter.html"""
type Encounter {
  id: RecordId!
  version: Version!
  status: String
  class: Coding
  type: [CodeableConcept!]
  subject: Patient
  participant: [EncounterParticipant!]
  period: Period
  reasonCode: [CodeableConcept!]
  serviceProvider: Organization
}

type EncounterParticipant {
  type: [CodeableConcept!]
  period: Period
  individual: Practitioner
}

type PageInfo {
  hasNextPage: Boolean!
  endCursor: Cursor
}

"""How many: 1 to 100."""
scalar PageSize

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
  interpretation: [CodeableConcept!]
  referenceRange: [ObservationReferenceRange!]
  component: [ObservationComponent!]
}

type Quantity {
  value: Float
  comparator: String
  unit: String
  system: String
  code: String
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
  interpretation: [CodeableConcept!]
  referenceRange: [ObservationReferenceRange!]
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

type Mutation {
  updatePatientContact(input: UpdatePatientContactInput!): UpdatePatientContactPayload
  recordObservation(input: RecordObservationInput!): RecordObservationPayload
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

type RecordObservationPayload {
  observation: Observation
}

"""
Exactly one of \`valueQuantity\`, \`valueCodeableConcept\`, \`valueString\`, \`component\`. \`status\` is \`final\` if absent, \`effectiveDateTime\` now.
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
`
