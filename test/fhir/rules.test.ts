import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { brokenRule, type FhirResource, fromFhir } from '@wardgraph/fhir'
import { describe, expect, test } from 'vitest'
import { policy } from './policy.ts'

function broken(resource: FhirResource) {
  const mapped = fromFhir({ policy, resource })
  if (!mapped.ok) throw new Error(`${mapped.code} ${mapped.path}`)
  return brokenRule({ resource, content: mapped.content })
}

const patient = { resourceType: 'Patient', id: 'p' }
const observation = { resourceType: 'Observation', id: 'o', status: 'final', code: { text: 'x' } }
const allergy = { resourceType: 'AllergyIntolerance', id: 'a', patient: { reference: 'Patient/p' } }
const condition = { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p' } }

describe('elements', () => {
  test.each([
    ['one that R4 does not define', { ...patient, unknownElement: 'foo' }],
    ['one of another type', { ...patient, valueString: 'x' }],
    ['a choice of a type that it does not have', { ...observation, valueDecimal: 1 }],
    ['a choice without its type', { ...observation, value: 'x' }],
    ['the sibling of none', { ...patient, _unknownElement: { id: 'x' } }],
    ['what is ours', { ...patient, consents: [] }],
    ['a name like that of a prototype', { ...patient, toString: 'x' }],
  ])('%s is refused', (_, resource) => {
    expect(broken(resource)).toBe('UNKNOWN_ELEMENT')
  })

  test('what every resource may have, siblings and the texts of numbers are taken', () => {
    const everywhere = { meta: {}, implicitRules: 'x', language: 'en', text: {}, contained: [], extension: [] }
    const more = { modifierExtension: [], _birthDate: { id: 'x' }, '#numbers': {} }
    expect(broken({ ...patient, ...everywhere, ...more })).toBeUndefined()
  })

  test('what an element holds is not judged, nor is a type without records', () => {
    expect(broken({ ...patient, name: [{ text: 'x', unknown: 1 }] })).toBeUndefined()
    expect(broken({ resourceType: 'Location', id: 'l', unknown: 1 })).toBeUndefined()
  })
})

describe('markup', () => {
  // The first is HL7's own case: FHIR/fhir-test-cases, validator/pat-security-bad-string.json
  test.each(['Standard <script>somescript</script>', 'a</b>', '<br/>', '<BR />', '<a href="x">', '<h1>', '<x-y z>'])(
    '%j in a string is refused',
    (text) => {
      expect(broken({ ...patient, name: [{ text }] })).toBe('MARKUP')
      expect(broken({ ...observation, valueString: text })).toBe('MARKUP')
    },
  )

  test.each(['a < b', 'a<b', '<5 mg/dL', '< 5 > 3', '<5>', 'a <- b -> c', '<ann@example.org>', '<>', '</>', '<b'])(
    '%j in a string is text',
    (text) => {
      expect(broken({ ...patient, name: [{ text }] })).toBeUndefined()
    },
  )

  test('markdown and XHTML may hold tags, and what has no field is not judged', () => {
    const tagged = '<b>x</b>'
    const beside = { text: { div: tagged }, extension: [{ valueString: tagged }] }
    expect(broken({ ...condition, note: [{ text: tagged }], ...beside })).toBeUndefined()
    expect(broken({ ...condition, note: [{ authorString: tagged, text: 'x' }] })).toBe('MARKUP')
    expect(broken({ ...condition, code: { text: tagged } })).toBe('MARKUP')
  })

  test('a search through many an open bracket ends', () => {
    expect(broken({ ...patient, name: [{ text: '<a '.repeat(300_000) }] })).toBeUndefined()
  })
})

describe('required codes', () => {
  // http://terminology.hl7.org/CodeSystem
  const coded = (system: string, code: string) => ({
    coding: [
      { system: 'urn:own', code: 'x' },
      { system: `http://terminology.hl7.org/CodeSystem/${system}`, code },
    ],
  })
  const absent = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  }

  test.each([
    ['clinicalStatus', allergy, coded('allergyintolerance-clinical', 'active')],
    ['verificationStatus', allergy, coded('allergyintolerance-verification', 'confirmed')],
    ['clinicalStatus', condition, coded('condition-clinical', 'active')],
    ['verificationStatus', condition, coded('condition-ver-status', 'confirmed')],
  ])('%s of %j is one of HL7’s beside others', (name, resource, concept) => {
    expect(broken({ ...resource, [name]: concept })).toBeUndefined()
    expect(broken({ ...resource, [name]: { ...concept, coding: concept.coding.slice(0, 1) } })).toBe('REQUIRED_CODE')
    expect(broken({ ...resource, [name]: { text: 'Active' } })).toBe('REQUIRED_CODE')
    expect(broken({ ...resource, [name]: absent })).toBe('REQUIRED_CODE')
    const [, { system }] = concept.coding as [unknown, { system: string }]
    expect(broken({ ...resource, [name]: { coding: [{ system, display: 'Active' }] } })).toBe('REQUIRED_CODE')
    expect(broken(resource)).toBeUndefined()
  })

  test('an extension in the place of an allergy’s code is none', () => {
    expect(broken({ ...allergy, _category: [absent] })).toBe('REQUIRED_CODE')
    expect(broken({ ...allergy, category: ['food', null], _category: [null, absent] })).toBe('REQUIRED_CODE')
    expect(broken({ ...allergy, _criticality: absent })).toBe('REQUIRED_CODE')
    expect(broken({ ...allergy, _type: absent })).toBe('REQUIRED_CODE')
    expect(
      broken({ ...allergy, category: ['food'], _category: [absent], type: 'allergy', _type: absent }),
    ).toBeUndefined()
  })
})

// The snapshot of each profile lists every element of the type that it profiles.
const profiles = new URL('../../../shared/data/conformance/hl7.fhir.us.core-6.1.0.tgz', import.meta.url)
const isPresent = existsSync(profiles)

interface Profile {
  readonly resourceType: string
  readonly kind: string
  readonly type: string
  readonly snapshot: {
    readonly element: readonly { readonly id: string; readonly type?: readonly { readonly code: string }[] }[]
  }
}

/** The StructureDefinitions of a tar archive (POSIX ustar: 512-byte headers, name at 0, octal size at 124). */
function* archived(tar: Buffer): Generator<unknown> {
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) || 0
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    if (/\/StructureDefinition-.*json$/.test(name)) yield JSON.parse(tar.toString('utf8', at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
}

/** Type by type, the names at the top of a resource, each choice once for each of its types. */
function named(): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const one of archived(gunzipSync(readFileSync(profiles))) as Generator<Profile>) {
    if (one.resourceType !== 'StructureDefinition' || one.kind !== 'resource') continue
    const names = all.get(one.type) ?? new Set()
    all.set(one.type, names)
    for (const { id, type = [] } of one.snapshot.element) {
      const [, name, deeper] = id.split('.')
      if (name === undefined || deeper !== undefined || name.includes(':')) continue
      const typed = type.map(({ code }) => name.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1)))
      for (const each of typed) names.add(each)
    }
  }
  return all
}

describe.skipIf(!isPresent)(`HL7’s definitions${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  const all: ReadonlyMap<string, ReadonlySet<string>> = isPresent ? named() : new Map()
  const every = new Set([...all.values()].flatMap((names) => [...names]))
  const typed = [...all.keys()].filter((type) => Object.hasOwn(policy.records, type))

  test('are there for every type that has records, and each of these is judged', () => {
    expect(typed).toHaveLength(16)
    for (const resourceType of typed)
      expect(brokenRule({ resource: { resourceType, unknownElement: 1 }, content: {} })).toBe('UNKNOWN_ELEMENT')
  })

  test.each(typed)('%s has the elements that they list and no other', (resourceType) => {
    for (const name of every) {
      const found = brokenRule({ resource: { resourceType, [name]: {} }, content: {} })
      expect(found === 'UNKNOWN_ELEMENT', name).toBe(!all.get(resourceType)?.has(name))
    }
  })
})
