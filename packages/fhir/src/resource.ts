/**
 * A FHIR resource as JSON: an R4 type name and elements that nothing has checked yet. One that was read may also hold
 * the texts of its numbers, which `fhirJson` writes it with: nothing else writes FHIR.
 */
export interface FhirResource {
  readonly resourceType: string
  readonly [element: string]: unknown
}
