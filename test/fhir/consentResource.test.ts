import { type ConsentRule, consentResource, consentRules, type FhirResource } from '@wardgraph/fhir'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coding, concept, deniesAll } from './consents.ts'

const listOf = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
const instants = fc
  .uniqueArray(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }), {
    minLength: 2,
    maxLength: 2,
    selector: Number,
  })
  .map((dates) => dates.sort((a, b) => Number(a) - Number(b)).map((date) => date.toISOString()))

const rules: fc.Arbitrary<ConsentRule> = fc
  .record(
    {
      type: fc.constantFrom('PERMIT' as const, 'DENY' as const),
      classes: listOf(...Object.keys(plan.classes)),
      segments: listOf(...Object.keys(plan.segments)),
      roles: listOf(...Object.keys(plan.roles)),
      persons: listOf(
        'Practitioner/p1',
        'https://a.example/fhir/Practitioner/2',
        'urn:uuid:3',
        'Practitioner?identifier=s|4',
      ),
      purposes: listOf('TREAT', 'HPAYMT', 'HOPERAT', 'PATRQT', 'ETREAT'),
      instants,
      bounds: fc.constantFrom('start', 'end', 'both'),
    },
    { requiredKeys: ['type'], noNullPrototype: true },
  )
  .map(({ instants: [start, end] = [], bounds, ...named }) => ({
    ...named,
    ...(start && bounds !== 'end' && { start }),
    ...(end && bounds !== 'start' && { end }),
  }))

function asSet(list: readonly ConsentRule[]): ReadonlySet<string> {
  const sorted = list.map((rule) =>
    Object.entries(rule)
      .map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value])
      .sort(([a], [b]) => String(a).localeCompare(String(b))),
  )
  return new Set(sorted.map((rule) => JSON.stringify(rule)))
}

const written = { id: 'c1', patient: 'Patient/p1', dateTime: '2026-03-01T09:00:00Z' }

test('consentRules(consentResource(x)) are the rules of x', () => {
  fc.assert(
    fc.property(fc.array(rules, { maxLength: 4 }), (list) => {
      const resource = JSON.parse(JSON.stringify(consentResource({ ...written, rules: list }))) as FhirResource
      expect(asSet(consentRules(resource))).toEqual(asSet(list))
    }),
    { numRuns: 500 },
  )
})

test('a written consent with one more element in any provision denies everything', () => {
  fc.assert(
    fc.property(
      fc.array(rules, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.constantFrom('dataPeriod', 'x'),
      (list, at, name) => {
        const provisions = list.map((_, index) => (index === at % list.length ? { [name]: { start: '2020' } } : {}))
        const resource = consentResource({ ...written, rules: list }) as FhirResource & {
          provision: { provision: object[] }
        }
        const provision = resource.provision.provision.map((one, index) => ({ ...one, ...provisions[index] }))
        expect(consentRules({ ...resource, provision: { provision } })).toEqual(deniesAll)
      },
    ),
    { numRuns: 100 },
  )
})

test('a written consent has what R4 requires', () => {
  const rule: ConsentRule = { type: 'PERMIT', segments: ['PART2'], roles: ['DOCTOR'], end: '2027-01-01T00:00:00.000Z' }
  expect(consentResource({ ...written, rules: [rule] })).toEqual({
    resourceType: 'Consent',
    id: 'c1',
    status: 'active',
    scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [concept('http://loinc.org', '59284-0')],
    patient: { reference: 'Patient/p1' },
    dateTime: '2026-03-01T09:00:00Z',
    policyRule: { ...concept('urn:wardgraph:policy-rule', 'PROVISIONS'), text: expect.any(String) },
    provision: {
      provision: [
        {
          type: 'permit',
          period: { end: '2026-12-31T23:59:59.999Z' },
          actor: [
            {
              role: concept('urn:wardgraph:role', 'DOCTOR'),
              reference: { identifier: { system: 'urn:wardgraph:role', value: 'DOCTOR' } },
            },
          ],
          securityLabel: [coding('urn:wardgraph:segment', 'PART2')],
        },
      ],
    },
  })
  expect(consentResource({ ...written, rules: [] })).not.toHaveProperty('provision')
})

test('a rule that cannot be understood is written as one that denies everything, one that never holds not at all', () => {
  const read = (rule: ConsentRule) => consentRules(consentResource({ ...written, rules: [rule] }))
  expect(read({ type: 'PERMIT', classes: [] })).toEqual(deniesAll)
  expect(read({ type: 'PERMIT', start: 'tomorrow' })).toEqual(deniesAll)
  expect(read({ type: 'PERMIT', persons: ['somebody'] })).toEqual(deniesAll)
  expect(read({ type: 'DENY', start: '2020-01-02T00:00:00.000Z', end: '2020-01-02T00:00:00.000Z' })).toEqual([])
})

test('every class, segment and role of the policy can be named', () => {
  const rule = {
    classes: Object.keys(plan.classes),
    segments: Object.keys(plan.segments),
    roles: Object.keys(plan.roles),
  }
  const list = [{ type: 'PERMIT' as const, ...rule }]
  expect(asSet(consentRules(consentResource({ ...written, rules: list })))).toEqual(asSet(list))
})
