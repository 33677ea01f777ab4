import { asList, element } from './json.ts'

const CODE = 'entered-in-error'
const SYSTEMS = 'http://terminology.hl7.org/CodeSystem/'

/** How a type says that a record should never have been there, where it is not by its `status`; null: what may not stand beside it. */
const SAYS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Goal: { lifecycleStatus: CODE },
  // http://hl7.org/fhir/R4/condition.html con-5, http://hl7.org/fhir/R4/allergyintolerance.html ait-2: no clinical status then.
  Condition: { verificationStatus: concept('condition-ver-status'), clinicalStatus: null },
  AllergyIntolerance: { verificationStatus: concept('allergyintolerance-verification'), clinicalStatus: null },
}

/** The elements by which a record of this type is marked so, the one that says it first. */
export function markOfError(type: string): Readonly<Record<string, unknown>> {
  return SAYS[type] ?? { status: CODE }
}

/** Whether a record of this type says of itself that it should never have been there. */
export function isInError(type: string, content: Readonly<Record<string, unknown>>): boolean {
  const [name = ''] = Object.keys(markOfError(type))
  const said = content[name]
  return said === CODE || asList(element(said, 'coding')).some((coding) => element(coding, 'code') === CODE)
}

function concept(system: string) {
  return { coding: [{ system: SYSTEMS + system, code: CODE }] }
}
