import { type CodeTable, systems } from './consentCodes.ts'
import { codesOf } from './consentProvision.ts'
import type { ConsentRule } from './consentRule.ts'
import { readRules } from './consentTree.ts'
import { asList, element, findHazard, isObject } from './json.ts'
import type { FhirResource } from './resource.ts'

// http://hl7.org/fhir/R4/valueset-consent-state-codes.html: not yet, no longer or never a consent.
const withoutEffect = new Set<unknown>(['draft', 'proposed', 'rejected', 'inactive', 'entered-in-error'])
const otherScopes: CodeTable = new Map(['adr', 'research', 'treatment'].map((code) => [`${systems.scope}|${code}`, []]))
const privacyScope: CodeTable = new Map([[`${systems.scope}|patient-privacy`, []]])

/**
 * The rules of a Consent (http://hl7.org/fhir/R4/consent.html): its base first, then the exceptions to it, each with
 * what its parents name. None without effect, or if it is about something else than privacy. One that denies everything
 * if anything that narrows or conditions a rule is not understood.
 */
export function consentRules(resource: FhirResource): readonly ConsentRule[] {
  const { resourceType, status } = resource
  if (resourceType !== 'Consent' || withoutEffect.has(status)) return []
  if (status !== 'active' || findHazard(resource, 64) !== undefined || hasModifier(resource)) return [{ type: 'DENY' }]
  const scope = element(resource.scope, 'coding') ?? null
  if (codesOf(scope, otherScopes) !== undefined) return []
  const isReadable = codesOf(scope, privacyScope) !== undefined && !isForEmergenciesOnly(resource)
  return (isReadable ? readRules(resource) : undefined) ?? [{ type: 'DENY' }]
}

// http://hl7.org/fhir/R4/extensibility.html#modifierExtension: who does not understand it must not process what holds it.
function hasModifier(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasModifier)
  if (!isObject(value)) return false
  return 'modifierExtension' in value || 'implicitRules' in value || Object.values(value).some(hasModifier)
}

// A category conditions nothing but here: "emergency only" would be a purpose that the rules do not name.
function isForEmergenciesOnly({ category }: FhirResource): boolean {
  return asList(category)
    .flatMap((one) => asList(element(one, 'coding')))
    .some((coding) => String(element(coding, 'code')).toUpperCase() === 'EMRGONLY')
}
