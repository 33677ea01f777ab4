import { isDeepStrictEqual } from 'node:util'
import { copyElement } from './copyElement.ts'
import { type FhirPolicy, mappedFields } from './policy.ts'
import type { MappingCode } from './refusal.ts'
import type { FhirResource } from './resource.ts'

/** Schema fields by name; a reference to a record is `{ reference: 'as the source wrote it' }`. */
export type FhirContent = Readonly<Record<string, unknown>>

/** `content` + `rest` = the resource, or the coordinate at which it does not fit and what was expected there. */
export type FromFhir =
  | { readonly ok: true; readonly content: FhirContent; readonly rest: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly code: MappingCode; readonly path: string; readonly expected: string }

// Elements with minimum cardinality 1 (http://hl7.org/fhir/R4/resourcelist.html); of a choice, one of its types.
const requiredElements = new Map<string, readonly (readonly string[])[]>([
  ['AllergyIntolerance', [['patient']]],
  ['CarePlan', [['status'], ['intent'], ['subject']]],
  ['Condition', [['subject']]],
  ['Coverage', [['status'], ['beneficiary'], ['payor']]],
  ['DiagnosticReport', [['status'], ['code']]],
  ['DocumentReference', [['status'], ['content']]],
  ['Encounter', [['status'], ['class']]],
  ['Goal', [['lifecycleStatus'], ['description'], ['subject']]],
  ['Immunization', [['status'], ['vaccineCode'], ['patient'], ['occurrenceDateTime', 'occurrenceString']]],
  ['MedicationRequest', [['status'], ['intent'], ['medicationCodeableConcept', 'medicationReference'], ['subject']]],
  ['Observation', [['status'], ['code']]],
  ['Procedure', [['status'], ['subject']]],
])

/**
 * Splits a resource into what the schema has fields for and the rest, which also keeps, unchanged, every element that
 * `content` holds only in part, every reference and the texts of numbers. A type without a record in the policy is all
 * rest.
 */
export function fromFhir({ policy, resource }: { policy: FhirPolicy; resource: FhirResource }): FromFhir {
  const { resourceType, ...elements } = resource
  const isThere = (name: string) => name in elements || `_${name}` in elements
  const missing = requiredElements.get(resourceType)?.find((names) => !names.some(isThere))
  if (missing !== undefined) {
    return { ok: false, code: 'REQUIRED', path: `${resourceType}.${missing.join(' or ')}`, expected: 'this element' }
  }
  const fields = mappedFields(policy, resourceType)
  const content: [string, unknown][] = []
  const rest: [string, unknown][] = []
  for (const [name, value] of Object.entries(elements)) {
    const type = fields.get(name)
    if (type === undefined) {
      rest.push([name, value])
      continue
    }
    const path = `${resourceType}.${name}`
    const copy = copyElement({ policy, type, value, sibling: elements[`_${name}`], path })
    if (copy.mismatch !== undefined) return { ok: false, code: 'WRONG_TYPE', ...copy.mismatch }
    if (copy.value !== undefined) content.push([name, copy.value])
    // Whoever resolves references replaces them in `content`, so the source's own stay here.
    if (copy.holdsReference || !isDeepStrictEqual(copy.value, value)) rest.push([name, value])
  }
  return { ok: true, content: Object.fromEntries(content), rest: Object.fromEntries(rest) }
}
