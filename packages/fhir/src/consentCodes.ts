import type { Segment } from './sensitiveCodes.ts'

/** The code systems by which a Consent is read and written. */
export const systems = {
  action: 'http://terminology.hl7.org/CodeSystem/consentaction',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  category: 'http://terminology.hl7.org/CodeSystem/consentcategorycodes',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  loinc: 'http://loinc.org',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  resourceType: 'http://hl7.org/fhir/resource-types',
  scope: 'http://terminology.hl7.org/CodeSystem/consentscope',
  dataClass: 'urn:wardgraph:data-class',
  policyRule: 'urn:wardgraph:policy-rule',
  role: 'urn:wardgraph:role',
  segment: 'urn:wardgraph:segment',
} as const

// The schema's names that a rule may use; a test holds them against the compiled policy.
const names = {
  classes: [
    'STAFF',
    'NAME',
    'DEMOGRAPHIC',
    'IDENTIFIER',
    'CONTACT',
    'VISIT',
    'CLINICAL',
    'OPAQUE',
    'CONSENT',
    'REVIEW',
    'COVERAGE',
    'PROVENANCE',
  ],
  segments: ['NORMAL', 'PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY', 'VIP'],
  roles: ['ADMIN', 'DOCTOR', 'NURSE', 'PATIENT', 'SUPPORT', 'PRIVACY', 'SERVICE'],
  purposes: ['TREAT', 'HPAYMT', 'HOPERAT', 'PATRQT', 'ETREAT'],
} as const

const CLINICAL = [
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'Condition',
  'DiagnosticReport',
  'DocumentReference',
  'Goal',
  'Immunization',
  'MedicationRequest',
  'Observation',
  'Procedure',
]

/** What a coding stands for, by `system|code`. */
export type CodeTable = ReadonlyMap<string, readonly string[]>

/** `Consent.provision.class`. */
export const classTable: CodeTable = new Map([
  ...own(systems.dataClass, names.classes),
  [`${systems.resourceType}|Encounter`, ['VISIT']],
  [`${systems.resourceType}|Coverage`, ['COVERAGE']],
  ...CLINICAL.map((type) => [`${systems.resourceType}|${type}`, ['CLINICAL']] as const),
])

/** `Consent.provision.purpose`. */
export const purposeTable: CodeTable = own(systems.actReason, names.purposes)

/** `Consent.provision.actor.role`: a role, or the R4 way to say that the actor is who receives; that narrows nothing. */
export const roleTable: CodeTable = new Map([
  ...own(systems.role, names.roles),
  [`${systems.participation}|PRCP`, []],
  [`${systems.participation}|IRCP`, []],
])

/** `Consent.provision.action`: whether the action is one that a decision is about. */
export const actionTable: CodeTable = new Map([
  ...own(systems.action, ['access', 'use', 'disclose']),
  [`${systems.action}|collect`, []],
  [`${systems.action}|correct`, []],
])

// http://terminology.hl7.org/CodeSystem/v3-ActCode: labels that mean one of our segments.
const meant: readonly (readonly [code: string, segment: Segment])[] = [
  ['42CFRPart2', 'PART2'],
  ['HIV', 'HIV'],
  ['PSY', 'MENTAL_HEALTH'],
  ['MH', 'MENTAL_HEALTH'],
  ['BH', 'MENTAL_HEALTH'],
  ['PSYTHPN', 'PSYCHOTHERAPY'],
  ['SEX', 'REPRODUCTIVE'],
  ['CEL', 'VIP'],
]

/** `Consent.provision.securityLabel` of a permission. */
export const permittedLabels: CodeTable = new Map([
  ...own(systems.segment, names.segments),
  ...meant.map(([code, segment]) => [`${systems.actCode}|${code}`, [segment]] as const),
  [`${systems.confidentiality}|N`, ['NORMAL']],
])

/**
 * `Consent.provision.securityLabel` of a denial. A label that lies within our segments denies them whole, which as a
 * permission would permit more than was meant; BH has PSYTHPN and SUD below it.
 */
export const deniedLabels: CodeTable = new Map([
  ...permittedLabels,
  [`${systems.actCode}|BH`, ['MENTAL_HEALTH', 'PART2', 'PSYCHOTHERAPY']],
  ...['SUD', 'ETH', 'ETHUD', 'OPIOIDUD'].map(
    (code) => [`${systems.actCode}|${code}`, ['MENTAL_HEALTH', 'PART2']] as const,
  ),
  [`${systems.actCode}|PREGNANT`, ['REPRODUCTIVE']],
])

function own(system: string, codes: readonly string[]): Map<string, readonly string[]> {
  return new Map(codes.map((code) => [`${system}|${code}`, [code]]))
}
