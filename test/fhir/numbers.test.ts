import { readFileSync } from 'node:fs'
import { consentRules, type FhirResource, fhirJson, fromFhir, readResources, segmentsOf, toFhir } from '@wardgraph/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactJson } from './exactJson.ts'
import { numberTexts } from './numberTexts.ts'
import { policy } from './policy.ts'

const lines = readFileSync(new URL('fixtures/numbers.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')

function read(text: string): FhirResource {
  const [entry] = readResources(text, { kind: 'json' })
  if (!entry?.ok) throw new Error(entry?.code)
  return entry.resource
}

/** As it is stored: split, sealed as JSON, opened. */
function stored(resource: FhirResource) {
  const mapped = fromFhir({ policy, resource })
  if (!mapped.ok) throw new Error(`${mapped.code} ${mapped.path}`)
  const { content, rest } = mapped
  return JSON.parse(JSON.stringify({ type: resource.resourceType, content, rest }))
}

const observation = (more: string) =>
  `{"resourceType":"Observation","id":"x","status":"final","code":{"text":"y"},${more}}`

describe('reading', () => {
  test('the texts of numbers stand beside them, by pointer, where JavaScript would write them otherwise', () => {
    const [weight = '', patient = '', ward = '', organization = ''] = lines
    expect(read(weight)).toMatchObject({ valueQuantity: { value: 71.5 } })
    expect(read(weight)['#numbers']).toEqual({
      '/contained/0/extension/0/valueDecimal': '0.0500',
      '/modifierExtension/0/valueDecimal': '1E2',
      '/extension/0/valueInteger': '-0',
      '/_status/extension/0/valueDecimal': '0.0000001',
      '/valueQuantity/value': '71.50',
      '/component/0/valueQuantity/value': '7.10',
      '/unknown~1element/0': '3.0',
      '/unknown~1element/2/~0/0': '12345678901234567890',
    })
    expect(read(patient)['#numbers']).toEqual({ '/_birthDate/extension/0/valueDecimal': '0.90' })
    expect(read(ward)['#numbers']).toEqual({ '/position/longitude': '-83.6945000', '/position/latitude': '42.256500' })
    expect(read(organization)).not.toHaveProperty('#numbers')
  })

  test('each resource of a bundle has its own, and none of what stands beside it', () => {
    const numbers = [...Array(11).keys(), '1.0', '2', '3.00']
    const entry = numbers.map((x, i) => `{"search":{"x":4.0},"resource":{"resourceType":"Basic","id":"${i}","x":${x}}}`)
    const bundle = `{"resourceType":"Bundle","type":"batch","total":3.0,"entry":[${entry}]}`
    const texts = [...readResources(bundle, { kind: 'json' })].map((one) => one.ok && one.resource['#numbers'])
    expect(texts).toEqual([...Array(11).fill(undefined), { '/x': '1.0' }, undefined, { '/x': '3.00' }])
  })

  test('of a name that stands twice, the last counts', () => {
    expect(fhirJson(read('{"resourceType":"Basic","id":"x","y":1.00,"y":1}'))).toContain('"y":1}')
    expect(fhirJson(read('{"resourceType":"Basic","id":"x","y":{"z":1.00},"y":{"z":1.0}}'))).toContain('"y":{"z":1.0}}')
  })

  test('a source that brings texts of its own is refused', () => {
    const forged = '{"resourceType":"Basic","id":"x","y":1,"#numbers":{"/y":"1.00"}}'
    const bundle = `{"resourceType":"Bundle","type":"batch","entry":[{"resource":${forged}}]}`
    for (const text of [forged, forged.replace('"#', '"\\u0023'), bundle])
      expect([...readResources(text, { kind: 'json' })]).toEqual([
        { ok: false, position: 0, type: 'Basic', code: 'BAD_KEY' },
      ])
  })

  test('inside of a resource that name means nothing', () => {
    const text = '{"resourceType":"Basic","id":"x","contained":[{"y":1,"#numbers":{"/y":"1.00"}}],"z":1.0}'
    expect(exactJson(fhirJson(read(text)))).toEqual(exactJson(text))
  })

  test('a nest of 50,000 with a number in it is refused alone', () => {
    const nest = `${'['.repeat(50_000)}${'1.0,'.repeat(9_999)}2.0${']'.repeat(50_000)}`
    const entry = `{"resource":{"resourceType":"Basic","id":"x","y":${nest}}},{"resource":{"resourceType":"Basic","id":"z","y":1.0}}`
    const bundle = `{"resourceType":"Bundle","type":"batch","x":${nest},"entry":[${entry}]}`
    expect([...readResources(bundle, { kind: 'json' })]).toMatchObject([
      { ok: false, position: 0, code: 'TOO_DEEP' },
      { ok: true, position: 1, resource: { '#numbers': { '/y': '1.0' } } },
    ])
  })

  test('64 containers deep in a bundle a number keeps its text', () => {
    const resource = `{"resourceType":"Basic","id":"x","y":${'['.repeat(63)}1.0${']'.repeat(63)}}`
    const bundle = `{"resourceType":"Bundle","type":"batch","entry":[{"resource":${resource}}]}`
    for (const text of [resource, bundle]) expect(exactJson(fhirJson(read(text)))).toEqual(exactJson(resource))
  })

  test('nobody who looks through a resource takes them for elements', () => {
    const consent = '{"resourceType":"Consent","id":"c","status":"active","extension":[{"url":"u","valueDecimal":N}],'
    const rest =
      '"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},'
    const scope =
      '"scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]}}'
    const of = (n: string) => read((consent + rest + scope).replace('N', n))
    expect(of('1.0')).toHaveProperty('#numbers')
    expect(consentRules(of('1.0'))).toEqual([{ type: 'PERMIT' }])
    expect(segmentsOf(of('1.0'))).toEqual(segmentsOf(of('1')))
  })
})

describe('writing', () => {
  test.each(lines)('line %# of the fixture comes back as it was written', (line) => {
    expect(exactJson(fhirJson(read(line)))).toEqual(exactJson(line))
    expect(exactJson(fhirJson(toFhir({ policy, ...stored(read(line)) })))).toEqual(exactJson(line))
  })

  test('what is written names nothing of ours', () => {
    for (const line of lines) expect(fhirJson(read(line))).not.toContain('#numbers')
  })

  test('a number that was changed is written as it is now, its neighbour as it was', () => {
    const { type, content, rest } = stored(
      read(
        observation('"valueQuantity":{"value":1.00},"component":[{"code":{"text":"z"},"valueQuantity":{"value":2.0}}]'),
      ),
    )
    const changed = { ...content, valueQuantity: { value: 1.5 } }
    const text = fhirJson(toFhir({ policy, type, content: changed, rest }))
    expect(text).toContain('{"value":1.5}')
    expect(text).toContain('{"value":2.0}')
    const { valueQuantity: _, ...without } = content
    expect(fhirJson(toFhir({ policy, type, content: without, rest }))).not.toContain('1.00')
  })

  test.each([
    ['0x1', 1],
    ['', 0],
    [' 1', 1],
    ['01', 1],
    ['"x"', null],
    ['x', null],
    ['1,"z":2', 1],
    [1, 1],
    ['2', 1],
  ])('%j is no other way to write %j', (text, y) => {
    const forged = { resourceType: 'Basic', y, '#numbers': { '/y': text } }
    expect(fhirJson(forged)).toBe(JSON.stringify({ resourceType: 'Basic', y }))
  })
})

test('nothing of XHTML ever is content', () => {
  const fields = Object.values(policy.records).flatMap(({ fields }) =>
    Object.entries(fields).map(([name, { type }]) => [name, type.name]),
  )
  const all = [
    ...fields,
    ...Object.values(policy.values).flatMap((value) =>
      Object.entries(value).map(([name, { name: type }]) => [name, type]),
    ),
  ]
  expect(all.filter(([name, type]) => name === 'div' || type === 'Narrative' || type === 'XHTML')).toEqual([])
  expect(fields.filter(([name]) => name === 'text')).toEqual([])
})

const spaces = fc.constantFrom('', ' ', '\t', '  ')
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    numberTexts.map((text) => JSON.rawJSON(text)),
    fc.constantFrom(null, true, 'x', ': 1.0 ,', '[-0]', '\n1E2\n', '\\', '"'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '', '/', '~', 'a/b', 'a.b', '~1', '#numbers', 'toJSON'), tie('value')),
  ),
})).value

test('any JSON comes back with every number as it was written, alone, in a bundle and in a line', () => {
  fc.assert(
    fc.property(json, json, spaces, fc.constantFrom('\n', '\r\n'), (x, y, space, end) => {
      const texts = [x, y].map((value, id) =>
        JSON.stringify({ resourceType: 'Basic', id: `${id}`, value }, null, space),
      )
      const alone = texts.map((text) => text.replaceAll('\n', end))
      const all = [
        ...alone.flatMap((text) => [...readResources(text, { kind: 'json' })]),
        ...readResources(
          `{"entry":[{"resource":${alone[0]}},{"y":${JSON.stringify(y)},"resource":${alone[1]}}],"resourceType":"Bundle","type":"batch"}`,
          { kind: 'json' },
        ),
        ...readResources(texts.map((text) => text.replaceAll('\n', ' ')).join(end), { kind: 'ndjson' }),
      ]
      expect(all.length).toBe(6)
      for (const [at, entry] of all.entries()) {
        if (!entry.ok) throw new Error(entry.code)
        const source = exactJson(texts[at % 2] ?? '')
        expect(exactJson(fhirJson(entry.resource))).toEqual(source)
        expect(exactJson(fhirJson(toFhir({ policy, ...stored(entry.resource) })))).toEqual(source)
      }
    }),
    { numRuns: process.env.WARDGRAPH_LONG === '1' ? 20_000 : 2_000 },
  )
})

test('of every number alone it is seen whether JavaScript writes it otherwise', () => {
  fc.assert(
    fc.property(numberTexts, (text) => {
      const seen = read(`{"resourceType":"Basic","id":"x","y":${text}}`)['#numbers']
      expect(seen).toEqual(`${JSON.parse(text)}` === text ? undefined : { '/y': text })
    }),
    { numRuns: process.env.WARDGRAPH_LONG === '1' ? 200_000 : 20_000 },
  )
})
