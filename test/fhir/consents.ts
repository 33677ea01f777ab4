import { type ConsentRule, consentRules } from '@wardgraph/fhir'

/** Where the code systems of HL7 are. */
export const V3 = 'http://terminology.hl7.org/CodeSystem'

/** A Coding. */
export const coding = (system: string, code: string) => ({ system, code })

/** A CodeableConcept of one Coding. */
export const concept = (system: string, code: string) => ({ coding: [coding(system, code)] })

/** A Consent as far as it is neither rule nor condition. */
export const active = {
  resourceType: 'Consent',
  status: 'active',
  scope: concept(`${V3}/consentscope`, 'patient-privacy'),
  category: [concept('http://loinc.org', '59284-0')],
  patient: { reference: 'Patient/p' },
}

/** What stands for a consent that is not understood. */
export const deniesAll: readonly ConsentRule[] = [{ type: 'DENY' }]

/** The rules of a consent with this base provision. */
export function readBase(provision: unknown): readonly ConsentRule[] {
  return consentRules({ ...active, provision })
}

/** The rules of a consent that opts in, with this exception. */
export function readNested(provision: unknown): readonly ConsentRule[] {
  const policyRule = concept(`${V3}/v3-ActCode`, 'OPTIN')
  return consentRules({ ...active, policyRule, provision: { provision: [provision] } })
}
