/** The version of the lists in this file; it goes up with every change of them. */
export const VERSION = '1'

/** A label of sensitive records, as the schema names them; a record without one is NORMAL. */
export type Segment = 'PART2' | 'HIV' | 'MENTAL_HEALTH' | 'REPRODUCTIVE' | 'PSYCHOTHERAPY' | 'VIP'

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
// Its content was moved to ActCode; files of R4's time still name it.
const US_PRIVACY_LAW = 'http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw'
const LOINC = 'http://loinc.org'
const SNOMED = 'http://snomed.info/sct'
const NUCC = 'http://nucc.org/provider-taxonomy'

// http://terminology.hl7.org/CodeSystem/v3-ActCode, sensitivity policies and privacy laws. SUD and ETH say what a record
// is about, not whose it is: part 2 follows the program (42 CFR 2.11, 2.12(e)), so they are no PART2.
const labels: readonly (readonly [system: string, segment: Segment, codes: string])[] = [
  [ACT_CODE, 'PART2', '42CFRPart2'],
  [US_PRIVACY_LAW, 'PART2', '42CFRPart2'],
  [ACT_CODE, 'HIV', 'HIV'],
  [ACT_CODE, 'MENTAL_HEALTH', 'BH COGN DVD EMOTDIS MH PSY SUD ETH ETHUD OPIOIDUD'],
  [ACT_CODE, 'PSYCHOTHERAPY', 'PSYTHPN HIPAAPsyNotes'],
  [US_PRIVACY_LAW, 'PSYCHOTHERAPY', 'HIPAAPsyNotes'],
  [ACT_CODE, 'REPRODUCTIVE', 'SEX PREGNANT'],
  [ACT_CODE, 'VIP', 'CEL'],
  ['http://terminology.hl7.org/CodeSystem/v3-EncounterSpecialCourtesy', 'VIP', 'VIP'],
]

const clinical: typeof labels = [
  // VSAC (https://vsac.nlm.nih.gov) 2.16.840.1.113762.1.4.1056.50, HIV Laboratory Test Codes, without the single bands
  // of a blot; viral loads and HIV status (https://loinc.org).
  [
    LOINC,
    'HIV',
    '5220-9 5221-7 5222-5 5223-3 5224-1 5225-8 7917-8 7918-6 7919-4 9821-0 30361-0 40733-8 43009-0 43010-8',
  ],
  [LOINC, 'HIV', '48345-3 49580-4 49905-3 53379-4 56888-1 58900-2 68961-2 69668-2 73905-2 73906-0 75622-1 75666-8'],
  [LOINC, 'HIV', '80203-3 80387-4 81641-3 83101-6 85037-0 85686-4 86233-4 86657-4 89365-1 89374-3'],
  [LOINC, 'HIV', '14092-1 16975-5 18396-2 24012-7 29893-5 31201-7 33660-2 33806-1 33807-9 40732-0 43011-6 44873-8'],
  [LOINC, 'HIV', '20447-9 25836-8 55277-8'],
  // The HIV diagnoses of the quality measure CMS349 (https://ecqi.healthit.gov); HIV positive, AIDS-associated disorder, HIV antigen test.
  [SNOMED, 'HIV', '48794007 62479008 79019005 86406008 87117006 91947003 91948008 699433000'],
  [SNOMED, 'HIV', '31676001 165816005 420721002'],
  // PHQ-2, PHQ-9, GAD-7, AUDIT-C (https://loinc.org); the items of the PHQ-9 (US Core 6.1.0, examples).
  [LOINC, 'MENTAL_HEALTH', '44249-1 44261-6 55758-7 69737-5 70274-6 75626-2'],
  [LOINC, 'MENTAL_HEALTH', '44250-9 44251-7 44252-5 44253-3 44254-1 44255-8 44258-2 44259-0 44260-8 69722-7'],
  // Disorders: depressive, anxiety, bipolar, schizophrenia, post-traumatic stress, personality, eating.
  [SNOMED, 'MENTAL_HEALTH', '35489007 370143000 197480006 80583007 13746004 58214004 47505003 33449004 72366004'],
  // Screening and the two specialties (Synthea, US Core).
  [SNOMED, 'MENTAL_HEALTH', '171207006 454711000124102 715252007 710841007 394587001 394913002'],
  // Substance use, its screening and its treatment (Synthea; SHIFT-Task-Force/slsValueSets, opioid codes).
  [SNOMED, 'MENTAL_HEALTH', '5602001 6525002 361055000 10939881000119105 145121000119106 24165007 56876005 60112009'],
  [SNOMED, 'MENTAL_HEALTH', '61480009 266707007 428211000124100 713106006 763302001'],
  // VSAC 2.16.840.1.113883.3.464.1003.111.12.1011, Pregnancy Test; pregnancy status and intention (US Core).
  [LOINC, 'REPRODUCTIVE', '2106-3 2107-1 2110-5 2111-3 2112-1 2113-9 2114-7 2115-4 2118-8 2119-6 19080-1 19180-9'],
  [LOINC, 'REPRODUCTIVE', '20415-6 20994-0 21198-7 25372-4 25373-2 34670-0 45194-8 55869-2 55870-0 56497-1 80384-1'],
  [LOINC, 'REPRODUCTIVE', '80385-8 82810-3 86645-9'],
  // Pregnancy, antenatal care and delivery (Synthea, US Core).
  [SNOMED, 'REPRODUCTIVE', '77386006 72892002 60001007 454381000124105 252160004 134435003 135892000 275833003'],
  [SNOMED, 'REPRODUCTIVE', '312404004 713076009 183460006 236974004 386637004 66348005'],
  // Miscarriage, termination, contraception, sterilization (Synthea).
  [SNOMED, 'REPRODUCTIVE', '19169002 156073000 714812005 386394001 10383002 5880005'],
  [SNOMED, 'REPRODUCTIVE', '169553002 301807007 46706006 65200003 183996000 267020005'],
]

// ICD-10-CM (https://www.cms.gov/medicare/coding-billing/icd-10-codes) and ICD-10 of the WHO, without the dot.
const diagnoses: readonly (readonly [segment: Segment, prefixes: string])[] = [
  // HIV disease, asymptomatic, inconclusive test, in pregnancy, HIV 2; contact, counselling, screening; dementia.
  ['HIV', 'B20 B21 B22 B23 B24 Z21 R75 O987 B9735 Z206 Z717 Z114 F024'],
  // F10-F19 substance use, F20-F99 all other than organic disorders.
  ['MENTAL_HEALTH', 'F1 F2 F3 F4 F5 F6 F7 F8 F9'],
  // The chapter of pregnancy; contraception, procreation, antenatal care, delivery; unwanted pregnancy; infertility.
  ['REPRODUCTIVE', 'O Z30 Z31 Z32 Z33 Z34 Z35 Z36 Z37 Z39 Z3A Z640 Z793 Z975 Z9851 Z9852 N46 N96 N97'],
]

// ICD-10-PCS by section: G mental health, H substance abuse treatment, 1 obstetrics.
const procedures: typeof diagnoses = [
  ['MENTAL_HEALTH', 'G H'],
  ['REPRODUCTIVE', '1'],
]

interface Prefix {
  readonly segment: Segment
  readonly prefix: string
}

const prefixesBySystem: ReadonlyMap<string, readonly Prefix[]> = new Map([
  ['http://hl7.org/fhir/sid/icd-10-cm', prefixesOf(diagnoses)],
  ['http://hl7.org/fhir/sid/icd-10', prefixesOf(diagnoses)],
  ['http://www.cms.gov/Medicare/Coding/ICD10', prefixesOf(procedures)],
])

function prefixesOf(list: typeof diagnoses): readonly Prefix[] {
  return list.flatMap(([segment, prefixes]) => prefixes.split(' ').map((prefix) => ({ segment, prefix })))
}

const byCode = new Map(
  [...labels, ...clinical].flatMap(([system, segment, codes]) =>
    codes.split(' ').map((code) => [`${system}|${code}`, segment] as const),
  ),
)

// http://terminology.hl7.org/CodeSystem/v3-RoleCode and https://taxonomy.nucc.org: facilities, units and clinics whose
// whole purpose is the treatment of substance use disorders, and methadone clinics.
const programTypes = new Set([
  'http://terminology.hl7.org/CodeSystem/v3-RoleCode|SURF',
  ...['261QM2800X', '261QR0405X', '276400000X', '324500000X', '3245S0500X'].map((code) => `${NUCC}|${code}`),
])

const OWN: ReadonlySet<string> = new Set<Segment>([
  'PART2',
  'HIV',
  'MENTAL_HEALTH',
  'REPRODUCTIVE',
  'PSYCHOTHERAPY',
  'VIP',
])

// http://hl7.org/fhir/R4/terminologies-systems.html: the same systems, as files made from C-CDA or of STU3 name them.
const aliases = new Map([
  ['urn:oid:2.16.840.1.113883.6.1', LOINC],
  ['urn:oid:2.16.840.1.113883.6.96', SNOMED],
  ['urn:oid:2.16.840.1.113883.6.90', 'http://hl7.org/fhir/sid/icd-10-cm'],
  ['urn:oid:2.16.840.1.113883.6.3', 'http://hl7.org/fhir/sid/icd-10'],
  ['urn:oid:2.16.840.1.113883.6.4', 'http://www.cms.gov/Medicare/Coding/ICD10'],
  ['urn:oid:2.16.840.1.113883.6.101', NUCC],
  ['urn:oid:2.16.840.1.113883.5.4', ACT_CODE],
  ['http://hl7.org/fhir/v3/ActCode', ACT_CODE],
])

/** The segments of one code, by the lists of this file. */
export function segmentsOfCode(coding: { readonly system: string; readonly code: string }): readonly Segment[] {
  const { code } = coding
  const system = aliases.get(coding.system) ?? coding.system
  if (system === 'urn:wardgraph:segment') return isSegment(code) ? [code] : []
  const plain = code.replaceAll('.', '').toUpperCase()
  const prefixes = prefixesBySystem.get(system) ?? []
  const listed = byCode.get(`${system}|${code}`)
  return [
    ...(listed === undefined ? [] : [listed]),
    ...prefixes.filter(({ prefix }) => plain.startsWith(prefix)).map(({ segment }) => segment),
  ]
}

/** Whether a type of organisation is that of a program for substance use disorders (42 CFR 2.11, Program). */
export function isProgramType({ system, code }: { readonly system: string; readonly code: string }): boolean {
  return programTypes.has(`${aliases.get(system) ?? system}|${code}`)
}

function isSegment(name: string): name is Segment {
  return OWN.has(name)
}
