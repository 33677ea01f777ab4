/** What every resource may have (http://hl7.org/fhir/R4/domainresource.html, http://hl7.org/fhir/R4/resource.html). */
const EVERYWHERE = 'id meta implicitRules language text contained extension modifierExtension'

/**
 * The elements of each type that has records, in the order of its page (http://hl7.org/fhir/R4/observation.html and so
 * on); an element of a choice stands here once for each of its types.
 */
const ELEMENTS = {
  AllergyIntolerance: `
    identifier clinicalStatus verificationStatus type category criticality code patient encounter onsetAge
    onsetPeriod onsetRange onsetDateTime onsetString recordedDate recorder asserter lastOccurrence note reaction`,
  CarePlan: `
    identifier instantiatesCanonical instantiatesUri basedOn replaces partOf status intent category title
    description subject encounter period created author contributor careTeam addresses supportingInfo goal
    activity note`,
  CareTeam: `
    identifier status category name subject encounter period participant reasonCode reasonReference
    managingOrganization telecom note`,
  Condition: `
    identifier clinicalStatus verificationStatus category severity code bodySite subject encounter onsetAge
    onsetPeriod onsetRange onsetDateTime onsetString abatementAge abatementPeriod abatementRange
    abatementDateTime abatementString recordedDate recorder asserter stage evidence note`,
  Coverage: `
    identifier status type policyHolder subscriber subscriberId beneficiary dependent relationship period payor
    class order network costToBeneficiary subrogation contract`,
  DiagnosticReport: `
    identifier basedOn status category code subject encounter effectivePeriod effectiveDateTime issued performer
    resultsInterpreter specimen result imagingStudy media conclusion conclusionCode presentedForm`,
  DocumentReference: `
    masterIdentifier identifier status docStatus type category subject date author authenticator custodian
    relatesTo description securityLabel content context`,
  Encounter: `
    identifier status statusHistory class classHistory type serviceType priority subject episodeOfCare basedOn
    participant appointment period length reasonCode reasonReference diagnosis account hospitalization location
    serviceProvider partOf`,
  Goal: `
    identifier lifecycleStatus achievementStatus category priority description subject startCodeableConcept
    startDate target statusDate statusReason expressedBy addresses note outcomeCode outcomeReference`,
  Immunization: `
    identifier status statusReason vaccineCode patient encounter occurrenceDateTime occurrenceString recorded
    primarySource reportOrigin location manufacturer lotNumber expirationDate site route doseQuantity performer
    note reasonCode reasonReference isSubpotent subpotentReason education programEligibility fundingSource
    reaction protocolApplied`,
  MedicationRequest: `
    identifier status statusReason intent category priority doNotPerform reportedReference reportedBoolean
    medicationCodeableConcept medicationReference subject encounter supportingInformation authoredOn requester
    performer performerType recorder reasonCode reasonReference instantiatesCanonical instantiatesUri basedOn
    groupIdentifier courseOfTherapyType insurance note dosageInstruction dispenseRequest substitution
    priorPrescription detectedIssue eventHistory`,
  Observation: `
    identifier basedOn partOf status category code subject focus encounter effectivePeriod effectiveTiming
    effectiveDateTime effectiveInstant issued performer valueCodeableConcept valuePeriod valueQuantity
    valueRange valueRatio valueSampledData valueBoolean valueDateTime valueInteger valueString valueTime
    dataAbsentReason interpretation note bodySite method specimen device referenceRange hasMember derivedFrom
    component`,
  Organization: `
    identifier active type name alias telecom address partOf contact endpoint`,
  Patient: `
    identifier active name telecom gender birthDate deceasedBoolean deceasedDateTime address maritalStatus
    multipleBirthBoolean multipleBirthInteger photo contact communication generalPractitioner
    managingOrganization link`,
  Practitioner: `
    identifier active name telecom address gender birthDate photo qualification communication`,
  Procedure: `
    identifier instantiatesCanonical instantiatesUri basedOn partOf status statusReason category code subject
    encounter performedAge performedPeriod performedRange performedDateTime performedString recorder asserter
    performer location reasonCode reasonReference bodySite outcome report complication complicationDetail
    followUp note focalDevice usedReference usedCode`,
}

const known: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ELEMENTS).map(([type, names]) => [type, new Set(`${EVERYWHERE} ${names}`.split(/\s+/))]),
)

/**
 * Whether R4 defines an element of this name at the top of a resource; what an element holds is not looked at, nor
 * whether `_name` stands beside a primitive. True for every name in a type that has no records.
 */
export function isElement(type: string, name: string): boolean {
  const names = known.get(type)
  return names === undefined || names.has(name.replace(/^_/, ''))
}
