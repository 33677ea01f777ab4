import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { labellingReferences, SENSITIVE_CODES_VERSION, segmentsOf } from '@wardgraph/fhir'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coding, concept, V3 } from './consents.ts'

const LOINC = 'http://loinc.org'
const SNOMED = 'http://snomed.info/sct'
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm'

test.each([
  ['a normal blood count', LOINC, '58410-2', []],
  ['HIV 1+2 antibodies', LOINC, '7918-6', ['HIV']],
  ['the HIV viral load', LOINC, '20447-9', ['HIV']],
  ['AIDS', SNOMED, '62479008', ['HIV']],
  ['HIV disease', ICD, 'B20', ['HIV']],
  ['HIV in pregnancy', ICD, 'O98.711', ['HIV', 'REPRODUCTIVE']],
  ['HIV disease of the WHO', 'http://hl7.org/fhir/sid/icd-10', 'B24', ['HIV']],
  ['the PHQ-9', LOINC, '44261-6', ['MENTAL_HEALTH']],
  ['schizophrenia', SNOMED, '58214004', ['MENTAL_HEALTH']],
  ['major depression', ICD, 'F33.1', ['MENTAL_HEALTH']],
  ['opioid dependence, which alone is no part 2', ICD, 'F11.20', ['MENTAL_HEALTH']],
  ['vascular dementia', ICD, 'F01.50', []],
  ['a termination', ICD, 'Z33.2', ['REPRODUCTIVE']],
  ['contraception', ICD, 'z30.09', ['REPRODUCTIVE']],
  ['an ectopic pregnancy without dot', ICD, 'O0010', ['REPRODUCTIVE']],
  ['a birth’s child', ICD, 'Z38.00', []],
  ['a normal pregnancy', SNOMED, '72892002', ['REPRODUCTIVE']],
  ['a pregnancy test', LOINC, '2106-3', ['REPRODUCTIVE']],
  ['substance abuse treatment', 'http://www.cms.gov/Medicare/Coding/ICD10', 'HZ30ZZZ', ['MENTAL_HEALTH']],
  ['LOINC by its oid', 'urn:oid:2.16.840.1.113883.6.1', '7918-6', ['HIV']],
  ['the same code of another system', 'urn:x', '7918-6', []],
])('a record of %s is labelled by its code', (_, system, code, expected) => {
  const resource = { resourceType: 'Observation', code: concept(system, code) }
  expect(segmentsOf(resource)).toEqual(expected)
})

test.each([
  [`${V3}/v3-ActCode`, '42CFRPart2', ['PART2']],
  [`${V3}/v3-ActCode`, 'HIV', ['HIV']],
  [`${V3}/v3-ActCode`, 'ETH', ['MENTAL_HEALTH']],
  [`${V3}/v3-ActCode`, 'PSYTHPN', ['PSYCHOTHERAPY']],
  [`${V3}/v3-ActCode`, 'SEX', ['REPRODUCTIVE']],
  [`${V3}/v3-ActCode`, 'CEL', ['VIP']],
  [`${V3}/v3-Confidentiality`, 'R', []],
  ['urn:wardgraph:segment', 'PSYCHOTHERAPY', ['PSYCHOTHERAPY']],
  ['urn:wardgraph:segment', 'NORMAL', []],
])('the security label %s %s is taken', (system, code, expected) => {
  expect(segmentsOf({ resourceType: 'Media', meta: { security: [coding(system, code)] } })).toEqual(expected)
})

test('a code labels wherever it stands, and labels are sorted, each once', () => {
  const resource = {
    resourceType: 'Encounter',
    class: coding(ICD, 'Z21'),
    hospitalization: { specialCourtesy: [concept(`${V3}/v3-EncounterSpecialCourtesy`, 'VIP')] },
    reasonCode: [concept(ICD, 'F32.9'), { coding: [coding(LOINC, '1'), coding(SNOMED, '35489007')] }],
    contained: [{ resourceType: 'Observation', component: [{ valueCodeableConcept: concept(SNOMED, '86406008') }] }],
  }
  expect(segmentsOf(resource)).toEqual(['HIV', 'MENTAL_HEALTH', 'VIP'])
})

test.each([
  [`${V3}/v3-RoleCode`, 'SURF'],
  ['http://nucc.org/provider-taxonomy', '324500000X'],
  ['http://nucc.org/provider-taxonomy', '261QR0405X'],
])('an organisation of the type %s %s is a part 2 program', (system, code) => {
  const program = { resourceType: 'Organization', type: [concept('urn:x', 'y'), concept(system, code)] }
  expect(segmentsOf(program)).toEqual(['PART2'])
  expect(segmentsOf({ resourceType: 'Encounter', contained: [program] })).toEqual(['PART2'])
  expect(segmentsOf({ ...program, resourceType: 'ServiceRequest' })).toEqual([])
})

test('an organisation labelled 42 CFR part 2 is one, a hospital is none', () => {
  const security = [coding(`${V3}/v3-ActCode`, '42CFRPart2')]
  expect(segmentsOf({ resourceType: 'Organization', meta: { security } })).toEqual(['PART2'])
  expect(segmentsOf({ resourceType: 'Organization', type: [concept(`${V3}/organization-type`, 'prov')] })).toEqual([])
})

test('a nesting of 50,000 is labelled and does not end the process', () => {
  let value: unknown = coding(ICD, 'B20')
  for (let depth = 0; depth < 50_000; depth++) value = [value]
  expect(segmentsOf({ resourceType: 'Observation', value })).toEqual(['HIV'])
})

test('whatever a resource says, its labels are segments of the policy', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (json, code) => {
      const resource = { resourceType: 'Observation', json, code: concept('urn:wardgraph:segment', code) }
      expect(Object.keys(plan.segments)).toEqual(expect.arrayContaining([...segmentsOf(resource)]))
      labellingReferences({ ...resource, performer: json, encounter: json })
    }),
  )
})

test('the lists have a version', () => {
  expect(SENSITIVE_CODES_VERSION).toMatch(/^\d+$/)
})

const to = (reference: string) => ({ reference })

test.each([
  [
    'Observation',
    { encounter: to('Encounter/e'), performer: [to('Practitioner/p'), to('Organization/o')] },
    ['Encounter/e', 'Organization/o'],
  ],
  ['Encounter', { serviceProvider: to('urn:uuid:1'), subject: to('Patient/p') }, ['urn:uuid:1']],
  ['MedicationAdministration', { context: to('EpisodeOfCare/e') }, ['EpisodeOfCare/e']],
  [
    'DocumentReference',
    {
      context: { encounter: [to('Encounter/e')], related: [to('Encounter/x')] },
      author: [to('Organization/a')],
      custodian: to('Organization/c'),
    },
    ['Encounter/e', 'Organization/a', 'Organization/c'],
  ],
  ['Procedure', { performer: [{ actor: to('Practitioner/p'), onBehalfOf: to('Organization/o') }] }, ['Organization/o']],
  ['EpisodeOfCare', { managingOrganization: to('Organization?identifier=s|7') }, ['Organization?identifier=s|7']],
  ['Consent', { organization: [to('Organization/o'), to('Organization/o')] }, ['Organization/o']],
  [
    'Observation',
    { performer: [to('#o'), to('somebody'), { display: 'Organization/o' }], encounter: 'Encounter/e' },
    [],
  ],
  ['Patient', { managingOrganization: to('Organization/o') }, []],
  ['PractitionerRole', { organization: to('Organization/o') }, []],
])(
  'what may label a %s is the visit and the organisation it names, and nothing labels a person',
  (resourceType, elements, expected) => {
    expect(labellingReferences({ resourceType, ...elements }).map(({ raw }) => raw)).toEqual(expected)
  },
)

const examples = new URL('../../../shared/data/fhir/', import.meta.url)
const isPresent = existsSync(examples)

describe.skipIf(!isPresent)(`official examples${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  const folder = new URL('us-core-6.1.0-examples/', examples)
  const labelled = (pattern: RegExp) =>
    readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => segmentsOf(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))

  test('every PHQ-9 of US Core is mental health, every pregnancy reproductive, and no Apgar score is either', () => {
    const [scores, pregnancies, newborns] = [/PHQ9/, /Observation-pregnancy/, /apgar/].map(labelled)
    expect([scores?.length, pregnancies?.length, newborns?.length]).toEqual([12, 2, 7])
    expect(new Set(scores?.flat())).toEqual(new Set(['MENTAL_HEALTH']))
    expect(pregnancies).toEqual([['REPRODUCTIVE'], ['REPRODUCTIVE']])
    expect(scores?.every(({ length }) => length === 1)).toBe(true)
    expect(newborns?.flat()).toEqual([])
  })
})
