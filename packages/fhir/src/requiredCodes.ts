import { asList, element } from './json.ts'
import type { FhirResource } from './resource.ts'

const HL7 = 'http://terminology.hl7.org/CodeSystem/'

/**
 * What must be a code wherever it stands: R4 binds these elements `required`
 * (http://hl7.org/fhir/R4/allergyintolerance.html, http://hl7.org/fhir/R4/condition.html), and warnings rest on them. A
 * concept must bring one of its system, null: the element is a code itself.
 */
const bound = new Map<string, Readonly<Record<string, string | null>>>([
  [
    'AllergyIntolerance',
    {
      clinicalStatus: `${HL7}allergyintolerance-clinical`,
      verificationStatus: `${HL7}allergyintolerance-verification`,
      type: null,
      category: null,
      criticality: null,
    },
  ],
  ['Condition', { clinicalStatus: `${HL7}condition-clinical`, verificationStatus: `${HL7}condition-ver-status` }],
])

/** Whether one of these elements, or an extension in its place, stands there without the code that it must be. */
export function lacksCode(resource: FhirResource): boolean {
  return Object.entries(bound.get(resource.resourceType) ?? {}).some(([name, system]) =>
    system === null ? isUncoded(resource, name) : lacksCoding(element(resource, name), system),
  )
}

// http://hl7.org/fhir/R4/json.html#primitive: null, or nothing, where there is only an extension.
function isUncoded(resource: FhirResource, name: string): boolean {
  const [values, extensions] = [asList(element(resource, name)), asList(element(resource, `_${name}`))]
  return values.includes(null) || extensions.length > values.length
}

function lacksCoding(concept: unknown, system: string): boolean {
  if (concept === undefined) return false
  return !asList(element(concept, 'coding')).some(
    (coding) => element(coding, 'system') === system && typeof element(coding, 'code') === 'string',
  )
}
