import { existsSync, readFileSync } from 'node:fs'
import { type ConsentRule, consentRules } from '@wardgraph/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { active, coding, concept, deniesAll, readBase, readNested, V3 } from './consents.ts'

test.each(['draft', 'proposed', 'rejected', 'inactive', 'entered-in-error'])(
  'a consent that is %s has no rules',
  (status) => {
    expect(consentRules({ ...active, status, provision: { type: 'permit' } })).toEqual([])
  },
)

test.each([[undefined], ['ACTIVE'], ['unknown'], [7], [null]])(
  'a consent whose status is %j denies everything',
  (status) => {
    expect(consentRules({ ...active, status, provision: { type: 'permit' } })).toEqual(deniesAll)
  },
)

test.each(['adr', 'research', 'treatment'])('a consent about %s says nothing of records', (code) => {
  const scope = concept('http://terminology.hl7.org/CodeSystem/consentscope', code)
  expect(consentRules({ ...active, scope, provision: { type: 'deny' } })).toEqual([])
})

test('what is no Consent has no rules', () => {
  expect(consentRules({ ...active, resourceType: 'Contract' })).toEqual([])
})

test('the base is of its own type, or of the one that the policy rule says', () => {
  expect(readBase({ type: 'permit' })).toEqual([{ type: 'PERMIT' }])
  expect(readBase({ type: 'deny' })).toEqual([{ type: 'DENY' }])
  const opted = (code: string) => ({ ...active, policyRule: concept(`${V3}/v3-ActCode`, code) })
  expect(consentRules(opted('OPTIN'))).toEqual([{ type: 'PERMIT' }])
  expect(consentRules(opted('OPTOUT'))).toEqual([{ type: 'DENY' }])
  expect(consentRules({ ...opted('OPTIN'), provision: { period: { end: '2020-01-31' } } })).toEqual([
    { type: 'PERMIT', end: '2020-02-01T00:00:00.000Z' },
  ])
})

test('who opted out has denied what the provision does not permit', () => {
  const policyRule = concept(`${V3}/v3-ActCode`, 'OPTOUT')
  const provision = { type: 'permit', purpose: [coding(`${V3}/v3-ActReason`, 'TREAT')] }
  expect(consentRules({ ...active, policyRule, provision })).toEqual([
    { type: 'DENY' },
    { type: 'PERMIT', purposes: ['TREAT'] },
  ])
})

const actReason = (code: string) => [coding(`${V3}/v3-ActReason`, code)]
const label = (code: string) => [coding(`${V3}/v3-ActCode`, code)]
const person = (reference: string, role?: object) => ({ reference: { reference }, ...(role && { role }) })
const role = (code: string) => ({ role: concept('urn:wardgraph:role', code) })

test.each<[string, object, Partial<ConsentRule>]>([
  [
    'the class Observation',
    { class: [coding('http://hl7.org/fhir/resource-types', 'Observation')] },
    { classes: ['CLINICAL'] },
  ],
  [
    'the class Encounter',
    { class: [coding('http://hl7.org/fhir/resource-types', 'Encounter')] },
    { classes: ['VISIT'] },
  ],
  ['a class of ours', { class: [coding('urn:wardgraph:data-class', 'CONTACT')] }, { classes: ['CONTACT'] }],
  ['a purpose', { purpose: actReason('HPAYMT') }, { purposes: ['HPAYMT'] }],
  ['two purposes', { purpose: [...actReason('TREAT'), ...actReason('ETREAT')] }, { purposes: ['ETREAT', 'TREAT'] }],
  ['HIV', { securityLabel: label('HIV') }, { segments: ['HIV'] }],
  ['PSY', { securityLabel: label('PSY') }, { segments: ['MENTAL_HEALTH'] }],
  ['PSYTHPN', { securityLabel: label('PSYTHPN') }, { segments: ['PSYCHOTHERAPY'] }],
  ['42 CFR part 2', { securityLabel: label('42CFRPart2') }, { segments: ['PART2'] }],
  ['SEX', { securityLabel: label('SEX') }, { segments: ['REPRODUCTIVE'] }],
  ['normal', { securityLabel: [coding(`${V3}/v3-Confidentiality`, 'N')] }, { segments: ['NORMAL'] }],
  ['a segment of ours', { securityLabel: [coding('urn:wardgraph:segment', 'VIP')] }, { segments: ['VIP'] }],
  ['a practitioner', { actor: [person('Practitioner/p')] }, { persons: ['Practitioner/p'] }],
  [
    'a urn',
    { actor: [person('urn:uuid:1', concept(`${V3}/v3-ParticipationType`, 'IRCP'))] },
    { persons: ['urn:uuid:1'] },
  ],
  ['a role', { actor: [role('NURSE')] }, { roles: ['NURSE'] }],
  [
    'a person in a role',
    { actor: [{ ...person('urn:uuid:1'), ...role('NURSE') }] },
    { roles: ['NURSE'], persons: ['urn:uuid:1'] },
  ],
  ['access', { action: [concept(`${V3}/consentaction`, 'correct'), concept(`${V3}/consentaction`, 'access')] }, {}],
  ['an extension', { extension: [{ url: 'u', valueString: 'x' }] }, {}],
  [
    'a month',
    { period: { start: '2020-01', end: '2020-01' } },
    { start: '2020-01-01T00:00:00.000Z', end: '2020-02-01T00:00:00.000Z' },
  ],
  [
    'no end',
    { period: { start: '2020-01-01T00:00:00+01:00', end: '9999-12-31' } },
    { start: '2019-12-31T23:00:00.000Z' },
  ],
])('a provision that names %s is read', (_, elements, expected) => {
  expect(readBase({ type: 'permit', ...elements })).toEqual([{ type: 'PERMIT', ...expected }])
})

test('a label that lies within our segments denies them whole and permits nothing', () => {
  for (const code of ['SUD', 'ETH']) {
    const securityLabel = label(code)
    expect(readBase({ type: 'deny', securityLabel })).toEqual([{ type: 'DENY', segments: ['MENTAL_HEALTH', 'PART2'] }])
    expect(readBase({ type: 'permit', securityLabel })).toEqual(deniesAll)
  }
  const securityLabel = label('BH')
  expect(readBase({ type: 'permit', securityLabel })).toEqual([{ type: 'PERMIT', segments: ['MENTAL_HEALTH'] }])
  expect(readBase({ type: 'deny', securityLabel })).toEqual([
    { type: 'DENY', segments: ['MENTAL_HEALTH', 'PART2', 'PSYCHOTHERAPY'] },
  ])
})

test('actors are alternatives: a role or a person is two rules', () => {
  const actor = [role('NURSE'), person('Practitioner/p'), role('DOCTOR'), person('urn:uuid:1')]
  expect(readBase({ type: 'deny', actor })).toEqual([
    { type: 'DENY', roles: ['DOCTOR', 'NURSE'] },
    { type: 'DENY', persons: ['Practitioner/p', 'urn:uuid:1'] },
  ])
})

test('an exception is about what its parent is about, where it does not say itself', () => {
  const provision = {
    type: 'permit',
    purpose: actReason('TREAT'),
    period: { start: '2020', end: '2021' },
    provision: [
      { type: 'deny', securityLabel: label('HIV'), period: { start: '2021-07', end: '2030' } },
      { type: 'deny', purpose: actReason('HPAYMT'), provision: [{ type: 'permit', actor: [role('SUPPORT')] }] },
    ],
  }
  const [start, end] = ['2020-01-01T00:00:00.000Z', '2022-01-01T00:00:00.000Z']
  expect(readBase(provision)).toEqual([
    { type: 'PERMIT', purposes: ['TREAT'], start, end },
    { type: 'DENY', purposes: ['TREAT'], segments: ['HIV'], start: '2021-07-01T00:00:00.000Z', end },
    { type: 'DENY', purposes: ['HPAYMT'], start, end },
    { type: 'PERMIT', purposes: ['HPAYMT'], roles: ['SUPPORT'], start, end },
  ])
})

test('an exception outside its parent’s period never holds', () => {
  const provision = [{ type: 'permit', period: { start: '2022' } }]
  expect(readBase({ type: 'deny', period: { end: '2021' }, provision })).toEqual([
    { type: 'DENY', end: '2022-01-01T00:00:00.000Z' },
  ])
})

test.each<[string, unknown]>([
  ['no type', {}],
  ['an unknown type', { type: 'allow' }],
  ['a list of base provisions', [{ type: 'permit' }]],
  ['null', null],
  ['codes', { type: 'permit', code: [concept('http://loinc.org', '34133-9')] }],
  ['data', { type: 'permit', data: [{ meaning: 'instance', reference: { reference: 'Observation/1' } }] }],
  ['a period of the data', { type: 'permit', dataPeriod: { start: '2020' } }],
  ['an element of R5', { type: 'permit', documentType: [coding('urn:ietf:bcp:13', 'application/pdf')] }],
  ['a type that has only an extension', { type: 'permit', _type: { extension: [] } }],
  ['an unknown class', { type: 'permit', class: [coding('http://hl7.org/fhir/resource-types', 'Patient')] }],
  ['a class that is not ours', { type: 'deny', class: [coding('urn:wardgraph:data-class', 'clinical')] }],
  ['no class in its list', { type: 'permit', class: [] }],
  ['a class without a system', { type: 'permit', class: [{ code: 'Observation' }] }],
  ['a class that is no list', { type: 'permit', class: coding('urn:wardgraph:data-class', 'VISIT') }],
  ['an unknown label beside a known one', { type: 'deny', securityLabel: [...label('HIV'), ...label('SDV')] }],
  ['restricted', { type: 'permit', securityLabel: [coding(`${V3}/v3-Confidentiality`, 'R')] }],
  ['an unknown purpose', { type: 'permit', purpose: actReason('HRESCH') }],
  ['only collection', { type: 'permit', action: [concept(`${V3}/consentaction`, 'collect')] }],
  ['an unknown action', { type: 'deny', action: [concept('urn:x', 'access'), concept(`${V3}/consentaction`, 'use')] }],
  ['no action in its list', { type: 'permit', action: [] }],
  ['an organisation', { type: 'permit', actor: [person('Organization/o')] }],
  ['a contained practitioner', { type: 'permit', actor: [person('#p')] }],
  ['an author', { type: 'permit', actor: [person('Practitioner/p', concept(`${V3}/v3-ParticipationType`, 'AUT'))] }],
  ['an unknown role of ours', { type: 'deny', actor: [{ role: concept('urn:wardgraph:role', 'OWNER') }] }],
  ['a role in words', { type: 'deny', actor: [{ role: { text: 'NURSE' }, ...person('Practitioner/p') }] }],
  [
    'a role and whom we cannot follow',
    { type: 'permit', actor: [{ ...role('NURSE'), reference: { display: 'Ann' } }] },
  ],
  ['nobody', { type: 'permit', actor: [{ reference: { display: 'somebody' } }] }],
  ['actors that are no list', { type: 'permit', actor: person('Practitioner/p') }],
  ['a period in words', { type: 'permit', period: { start: 'yesterday' } }],
  ['a day that is none', { type: 'permit', period: { end: '2021-02-29' } }],
  ['a period that ends before it starts', { type: 'permit', period: { start: '2021', end: '2020' } }],
  ['an empty period', { type: 'permit', period: {} }],
  ['a period without a known end', { type: 'permit', period: { start: '2020', _end: { extension: [{ url: 'u' }] } } }],
  ['a modifier', { type: 'permit', modifierExtension: [{ url: 'u', valueBoolean: true }] }],
  ['a modifier of an actor', { type: 'permit', actor: [{ ...role('NURSE'), modifierExtension: [{ url: 'u' }] }] }],
  ['an exception without a type', { type: 'permit', provision: [{}] }],
  ['an exception that is not understood', { type: 'permit', provision: [{ type: 'deny', code: [] }] }],
  ['exceptions that are no list', { type: 'permit', provision: { type: 'deny' } }],
  [
    'a permission beyond its parent',
    { type: 'permit', purpose: actReason('TREAT'), provision: [{ type: 'permit', purpose: actReason('HPAYMT') }] },
  ],
])('a provision with %s denies everything', (_, provision) => {
  expect(readBase(provision)).toEqual(deniesAll)
  if (!Array.isArray(provision)) expect(readNested(provision)).toEqual(deniesAll)
})

test.each<[string, object]>([
  ['no scope', { scope: undefined }],
  ['an unknown scope', { scope: concept('urn:x', 'patient-privacy') }],
  ['an unknown policy rule', { policyRule: concept(`${V3}/v3-ActCode`, 'OPTINR') }],
  ['a policy rule in words', { policyRule: { text: 'opt in' } }],
  ['the category emergency only', { category: [concept(`${V3}/consentcategorycodes`, 'emrgonly')] }],
  ['implicit rules', { implicitRules: 'http://x.example' }],
  ['a modifier', { modifierExtension: [{ url: 'u' }] }],
  ['no rule at all', { provision: undefined }],
  ['provisions of ours under a root with a type', { policyRule: concept('urn:wardgraph:policy-rule', 'PROVISIONS') }],
])('a consent with %s denies everything', (_, elements) => {
  expect(consentRules({ ...active, provision: { type: 'permit' }, ...elements })).toEqual(deniesAll)
})

test('provisions nested without end deny everything', () => {
  let provision: object = { type: 'permit' }
  for (let depth = 0; depth < 50_000; depth++) provision = { type: 'permit', provision: [provision] }
  expect(readBase(provision)).toEqual(deniesAll)
})

test('alternatives that multiply with every level deny everything', () => {
  const actor = [role('NURSE'), person('urn:uuid:1'), { ...role('DOCTOR'), ...person('urn:uuid:2') }]
  let provision: object = { type: 'deny', actor }
  for (let depth = 0; depth < 20; depth++) provision = { type: 'deny', actor, provision: [provision] }
  expect(readBase(provision)).toEqual(deniesAll)
})

test('nothing of a consent is an error, and a rule has no names but ours', () => {
  const key = fc.constantFrom(
    'type',
    'period',
    'actor',
    'class',
    'provision',
    'role',
    'reference',
    'coding',
    'system',
    'code',
    'start',
  )
  const leaf = fc.constantFrom<unknown>('permit', 'deny', '2020', 'urn:wardgraph:role', 'NURSE', 'canary-4711', 1, null)
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('json'), { maxLength: 2 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(json, (provision) => {
      for (const rule of consentRules({ ...active, provision })) {
        expect(['PERMIT', 'DENY']).toContain(rule.type)
        expect(JSON.stringify(rule)).not.toContain('canary')
      }
    }),
    { numRuns: 500 },
  )
})

const examples = new URL('../../../shared/data/fhir/r4-examples/', import.meta.url)
const isPresent = existsSync(examples)

describe.skipIf(!isPresent)(`the examples of R4${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test.each<[string, string, readonly ConsentRule[]]>([
    [
      'basic',
      'opts in for a period',
      [{ type: 'PERMIT', start: '1964-01-01T00:00:00.000Z', end: '2016-01-02T00:00:00.000Z' }],
    ],
    // Its text withholds data of the period, which is dataPeriod; by definition a period is when the rule is valid.
    [
      'notTime',
      'opts in for a period',
      [{ type: 'PERMIT', start: '2015-01-01T00:00:00.000Z', end: '2015-02-02T00:00:00.000Z' }],
    ],
    ['notThem', 'names in an untyped base whom it means to exclude', deniesAll],
    ['notAuthor', 'names an organisation', deniesAll],
    ['Emergency', 'is for emergencies only', deniesAll],
    ['signature', 'names documents by their codes', deniesAll],
  ])('%s, which %s, is read', (name, _, expected) => {
    const text = readFileSync(new URL(`Consent-consent-example-${name}.json`, examples), 'utf8')
    expect(consentRules(JSON.parse(text))).toEqual(expected)
  })
})
