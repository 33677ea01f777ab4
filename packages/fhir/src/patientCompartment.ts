import { type Reference, referencesAt } from './reference.ts'
import type { FhirResource } from './resource.ts'

// The elements behind the search parameters of http://hl7.org/fhir/R4/compartmentdefinition-patient.html that say whom a
// resource is about; who wrote or pays for it does not make it theirs. A Group or a Schedule belongs to no one chart.
const compartment: readonly (readonly [path: string, types: string])[] = [
  [
    'subject',
    `Account AdverseEvent Basic CarePlan CareTeam ChargeItem ClinicalImpression Communication CommunicationRequest
    Composition Condition DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter
    Flag Goal ImagingStudy Invoice List MeasureReport Media MedicationAdministration MedicationDispense
    MedicationRequest MedicationStatement Observation Procedure QuestionnaireResponse RequestGroup RiskAssessment
    ServiceRequest Specimen`,
  ],
  [
    'patient',
    `AllergyIntolerance BodyStructure Claim ClaimResponse Consent CoverageEligibilityRequest
    CoverageEligibilityResponse DetectedIssue EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Immunization
    ImmunizationEvaluation ImmunizationRecommendation MolecularSequence NutritionOrder RelatedPerson SupplyDelivery
    VisionPrescription`,
  ],
  ['beneficiary', 'Coverage'],
  ['subscriber', 'Coverage'],
  ['policyHolder', 'Coverage'],
  ['individual', 'ResearchSubject'],
  ['candidate', 'EnrollmentRequest'],
  ['deliverTo', 'SupplyRequest'],
  ['actor', 'AppointmentResponse'],
  ['participant.actor', 'Appointment'],
  ['target', 'Provenance'],
  ['link.target', 'Person'],
  ['entity.what', 'AuditEvent'],
  ['agent.who', 'AuditEvent'],
]

// Outside the compartment, yet about a patient: what they hold is that patient's.
const alsoAbout: typeof compartment = [
  ['patient', 'Device'],
  ['subject', 'Contract GuidanceResponse'],
  ['for', 'Task'],
]

const pathsByType = new Map<string, string[]>()
for (const [path, types] of [...compartment, ...alsoAbout]) {
  for (const type of types.split(/\s+/)) pathsByType.set(type, [...(pathsByType.get(type) ?? []), path])
}

/** What names the patient of a resource, likeliest first: the first that resolves to a Patient owns it. None for a Patient itself. */
export function patientReferences(resource: FhirResource): readonly Reference[] {
  const paths = pathsByType.get(resource.resourceType) ?? []
  return paths.flatMap((path) => referencesAt(resource, path))
}
