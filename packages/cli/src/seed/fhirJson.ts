/** A resource as it is sent. */
export interface SeedResource {
  readonly resourceType: string
  readonly id: string
  readonly [element: string]: unknown
}

/** The code systems in use. */
export const systems = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  icd10: 'http://hl7.org/fhir/sid/icd-10-cm',
  ucum: 'http://unitsofmeasure.org',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  identifierType: 'http://terminology.hl7.org/CodeSystem/v2-0203',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  category: 'http://terminology.hl7.org/CodeSystem/observation-category',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
} as const

/** Marks a resource as test data; HL7 made the code for this purpose. */
export const synthetic = {
  tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST', display: 'test health data' }],
}

/** A code and its display. */
export type Coded = readonly [code: string, display: string]

/** A CodeableConcept of one coding, with its display as text. */
export function concept(system: string, code: string, display: string) {
  return { coding: [{ system, code, display }], text: display }
}

/** A relative reference. */
export function referenceTo(resourceType: string, id: string) {
  return { reference: `${resourceType}/${id}` }
}

/** A UCUM Quantity. */
export function quantity(value: number, { unit, ucum }: { unit: string; ucum: string }) {
  return { value, unit, system: systems.ucum, code: ucum }
}
