import { systems } from './consentCodes.ts'
import type { ConsentRule } from './consentRule.ts'
import type { FhirResource } from './resource.ts'

/**
 * An active R4 Consent of which `consentRules` reads these rules again, up to the order and repetition of rules and of
 * the values of a list. `patient` is a reference (`Patient/1`), `persons` are references to practitioners or urns.
 * A rule that nothing can match because it ends before it starts is left out; one with an empty list or with no instant
 * as a bound cannot be understood and denies everything.
 */
export function consentResource({
  id,
  patient,
  dateTime,
  rules,
}: {
  readonly id: string
  readonly patient: string
  readonly dateTime?: string
  readonly rules: readonly ConsentRule[]
}): FhirResource {
  const provisions = rules.flatMap(provisionsOf)
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: concept(systems.scope, 'patient-privacy'),
    category: [concept(systems.loinc, '59284-0')],
    patient: { reference: patient },
    ...(dateTime !== undefined && { dateTime }),
    // R4 permits no type in the root, so the root is no rule: each rule is nested in it and names all that it is about.
    policyRule: {
      ...concept(systems.policyRule, 'PROVISIONS'),
      text: 'The nested provisions are the rules; nothing is said of what none of them is about.',
    },
    ...(provisions.length > 0 && { provision: { provision: provisions } }),
  }
}

function provisionsOf(rule: ConsentRule): readonly object[] {
  const { type, classes, segments, roles, persons, purposes } = rule
  const [start, end] = [rule.start, rule.end].map((instant) =>
    instant === undefined ? undefined : Date.parse(instant),
  )
  const isWhole = ![classes, segments, roles, persons, purposes].some((list) => list?.length === 0)
  if (!isWhole || Number.isNaN(start) || Number.isNaN(end)) return [{ type: 'deny' }]
  if (start !== undefined && end !== undefined && start >= end) return []
  const period = {
    ...(start !== undefined && { start: new Date(start).toISOString() }),
    // http://hl7.org/fhir/R4/datatypes.html#Period: the end is inclusive.
    ...(end !== undefined && { end: new Date(end - 1).toISOString() }),
  }
  const actor = actorsOf(roles, persons)
  return [
    {
      type: type === 'PERMIT' ? 'permit' : 'deny',
      ...(Object.keys(period).length > 0 && { period }),
      ...(actor.length > 0 && { actor }),
      ...(segments && { securityLabel: segments.map((code) => ({ system: systems.segment, code })) }),
      ...(purposes && { purpose: purposes.map((code) => ({ system: systems.actReason, code })) }),
      ...(classes && { class: classes.map((code) => ({ system: systems.dataClass, code })) }),
    },
  ]
}

// Actors are alternatives: who must have one of the roles and be one of the persons is written as every pair of them.
function actorsOf(roles: readonly string[] | undefined, persons: readonly string[] | undefined): readonly object[] {
  if (persons === undefined) {
    // R4 requires a reference; a role refers to nobody.
    return (roles ?? []).map((role) => ({
      role: concept(systems.role, role),
      reference: { identifier: { system: systems.role, value: role } },
    }))
  }
  const stated =
    roles === undefined ? [concept(systems.participation, 'PRCP')] : roles.map((role) => concept(systems.role, role))
  return persons.flatMap((reference) => stated.map((role) => ({ role, reference: { reference } })))
}

function concept(system: string, code: string): { readonly coding: readonly object[] } {
  return { coding: [{ system, code }] }
}
