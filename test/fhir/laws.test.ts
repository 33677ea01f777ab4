import { type FhirResource, fhirJson, fromFhir, readResources, type TypeRef, toFhir } from '@wardgraph/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactJson } from './exactJson.ts'
import { numberTexts } from './numberTexts.ts'
import { policy } from './policy.ts'

const words = fc.stringMatching(/^[a-zA-Z0-9 äß]{0,12}x$/)
const scalars = new Map<string, fc.Arbitrary<unknown>>([
  ['String', words],
  ['Boolean', fc.boolean()],
  ['Int', fc.integer()],
  ['Float', fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0)],
  ['Date', fc.constantFrom('1959', '1959-03', '1959-03-14', '2024-02-29', '2000-02-29')],
  ['DateTime', fc.constantFrom('2024', '2024-06-30T23:59:60Z', '2024-01-01T10:00:00.123+14:00')],
])
// http://hl7.org/fhir/R4/resourcelist.html
const required = {
  AllergyIntolerance: ['patient'],
  CarePlan: ['status', 'intent', 'subject'],
  Condition: ['subject'],
  Coverage: ['status', 'beneficiary', 'payor'],
  DiagnosticReport: ['status', 'code'],
  DocumentReference: ['status', 'content'],
  Encounter: ['status', 'class'],
  Goal: ['lifecycleStatus', 'description', 'subject'],
  Immunization: ['status', 'vaccineCode', 'patient', 'occurrenceDateTime'],
  MedicationRequest: ['status', 'intent', 'medicationCodeableConcept', 'subject'],
  Observation: ['status', 'code'],
  Procedure: ['status', 'subject'],
}
// Records that are resources of R4; the others never come as FHIR.
const types = Object.keys(policy.records).filter((resourceType) => {
  const [entry] = readResources(JSON.stringify({ resourceType, id: 'x' }), { kind: 'json' })
  return entry?.ok
})
const own = ['id', 'version', 'consents', 'segments', 'changed']

function arbitraryOf(type: TypeRef): fc.Arbitrary<unknown> {
  const one = type.kind === 'record' ? words.map((id) => ({ reference: `urn:uuid:${id}` })) : scalars.get(type.name)
  const item = one ?? objectOf(Object.entries(policy.values[type.name] ?? {}), [])
  return type.list ? fc.array(item, { minLength: 1, maxLength: 2 }) : item
}

function objectOf(fields: (readonly [string, TypeRef])[], requiredKeys: string[]) {
  const model = Object.fromEntries(fields.map(([name, type]) => [name, arbitraryOf(type)]))
  return fc.record(model, { requiredKeys, noNullPrototype: true }).filter((value) => Object.keys(value).length > 0)
}

function elementsOf(type: string): [string, TypeRef][] {
  const fields = Object.entries(policy.records[type]?.fields ?? {})
  return fields.flatMap(([name, field]) =>
    own.includes(name) || field.type.kind === 'connection' ? [] : [[name, field.type]],
  )
}

function contentOf(type: string): fc.Arbitrary<Record<string, unknown>> {
  return objectOf(elementsOf(type), required[type as keyof typeof required] ?? [])
}

test('every scalar of a record or value type has values here', () => {
  const all = [
    ...types.flatMap(elementsOf),
    ...Object.values(policy.values).flatMap((fields) => Object.entries(fields)),
  ]
  const names = new Set(all.flatMap(([, { name, kind }]) => (kind === 'scalar' ? [name] : [])))
  expect([...names].filter((name) => !scalars.has(name))).toEqual(['Cursor', 'Version'])
})

test.each(types)('fromFhir(toFhir(x)) = x for every %s', (type) => {
  fc.assert(
    fc.property(contentOf(type), (content) => {
      const resource = toFhir({ policy, type, content, rest: {} })
      expect(fromFhir({ policy, resource })).toMatchObject({ ok: true, content })
    }),
    { numRuns: 50 },
  )
})

test.each(types)('what is taken of any JSON called %s is given back whole', (type) => {
  const json = fc.jsonValue({ maxDepth: 3 })
  const strange = fc.dictionary(fc.constantFrom(...elementsOf(type).map(([name]) => name), '_status', 'x'), json)
  fc.assert(
    fc.property(contentOf(type), strange, fc.boolean(), (content, noise, inside) => {
      const first = Object.keys(content).find((name) => !Array.isArray(content[name])) ?? 'x'
      const mixed = inside ? { [first]: { ...Object(content[first]), ...noise } } : noise
      const resource = JSON.parse(JSON.stringify({ ...content, ...mixed, resourceType: type })) as FhirResource
      const mapped = fromFhir({ policy, resource })
      if (mapped.ok) expect(toFhir({ policy, type, ...mapped })).toEqual(resource)
    }),
    { numRuns: 100 },
  )
})

const raw = numberTexts.map((text) => JSON.rawJSON(text))
const extension = fc.record({ url: words, valueDecimal: raw }).map((one) => [one])
const reference = fc.constantFrom('urn:uuid:1', 'Practitioner?identifier=s|1', '#in', 'Organization/1', 'elsewhere')
// What sources say beside the fields of the schema (http://hl7.org/fhir/R4/json.html).
const beside = fc.record(
  {
    text: fc.constant({ status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">1.0 , 2.50</div>' }),
    contained: fc.tuple(fc.record({ resourceType: fc.constant('Device'), id: fc.constant('in'), step: raw })),
    extension,
    modifierExtension: extension,
    birthDate: fc.constantFrom('1974', '1974-12', '1974-12-25'),
    _birthDate: fc.record({ extension }),
    name: fc.constant([{ given: ['Ada', null], _given: [null, { id: 'a' }] }]),
    effectiveDateTime: fc.constantFrom('2024-02', '2024-02-29T23:30:00.120-05:00', '2024-02-29T23:30:00Z'),
    component: fc.tuple(
      fc.record({ code: fc.constant({ text: 'x' }), dataAbsentReason: fc.constant({ text: 'unknown' }), extension }),
    ),
    subject: fc.record({ reference, display: words }),
    basedOn: fc.array(fc.record({ reference }), { maxLength: 2 }),
    unknown: fc.array(raw, { maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
)

/** The same values, numbers in one of their other spellings. */
function spelled(value: unknown, spelling: number): unknown {
  if (typeof value === 'number') {
    const plain = String(value)
    const longer = /^-?\d+$/.test(plain) ? `${plain}.00` : /^-?\d+\.\d+$/.test(plain) ? `${plain}0` : plain
    return JSON.rawJSON([plain, longer, value.toExponential()][spelling % 3] ?? plain)
  }
  if (Array.isArray(value)) return value.map((item, at) => spelled(item, spelling + at))
  if (typeof value !== 'object' || value === null || 'rawJSON' in value) return value
  return Object.fromEntries(Object.entries(value).map(([name, child], at) => [name, spelled(child, spelling + at)]))
}

test.each(types)('the text of every %s that is taken comes back, number by number as it was written', (type) => {
  let taken = 0
  fc.assert(
    fc.property(contentOf(type), beside, fc.nat(2), fc.boolean(), (content, more, spelling, wins) => {
      const elements = wins ? { ...content, ...more } : { ...more, ...content }
      const text = JSON.stringify(spelled({ resourceType: type, id: 'x', ...elements }, spelling))
      const [entry] = readResources(text, { kind: 'json' })
      if (!entry?.ok) throw new Error(entry?.code)
      const mapped = fromFhir({ policy, resource: entry.resource })
      if (!mapped.ok) return
      taken += 1
      const { content: own, rest } = JSON.parse(JSON.stringify(mapped))
      expect(exactJson(fhirJson(toFhir({ policy, type, content: own, rest })))).toEqual(exactJson(text))
      expect(JSON.stringify(own)).not.toContain('xhtml')
    }),
    { numRuns: 100 },
  )
  expect(taken).toBeGreaterThan(10)
})
