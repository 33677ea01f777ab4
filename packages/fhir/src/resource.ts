/** A FHIR resource as JSON: an R4 type name and elements that nothing has checked yet. */
export interface FhirResource {
  readonly resourceType: string
  readonly [element: string]: unknown
}
