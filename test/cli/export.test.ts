import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bare, exported, type Resource, referencesIn } from './export.fixture.ts'
import { type Store, store } from './importStore.ts'

const UUID = '0b000000-0000-4000-8000-00000000000'
const extension = (value: string) => [{ url: 'http://example.org/own', valueString: value }]

/** A resource with all that a mapping can lose. */
const TRICKS: readonly Resource[] = [
  {
    resourceType: 'Patient',
    id: 'MRN.0001',
    meta: {
      versionId: '7',
      lastUpdated: '2020-01-01T00:00:00Z',
      source: 'urn:oid:1.2.3',
      profile: ['http://example.org/profile'],
      tag: [{ system: 'urn:tags', code: 'mine' }],
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }],
    },
    implicitRules: 'http://example.org/rules',
    language: 'nl',
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">é 𝒳 \u2028</div>' },
    birthDate: '1970-05',
    _birthDate: { extension: extension('circa') },
    _gender: { extension: extension('asked') },
    name: [
      { family: 'Example', given: ['A', 'B'], _given: [null, { extension: extension('second') }], x: { y: [1] } },
      { text: 'Example, once' },
    ],
    telecom: [{ system: 'phone', value: '555', rank: 1, extension: extension('rank') }],
    extension: extension('whole'),
    modifierExtension: extension('not so'),
    link: [{ other: { reference: 'Patient/MRN.0002' }, type: 'seealso' }],
  },
  { resourceType: 'Patient', id: 'MRN.0002' },
  {
    resourceType: 'Observation',
    id: 'o-1',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', userSelected: true }], text: 'heart rate' },
    subject: { reference: 'Patient/MRN.0001', display: 'whoever' },
    contained: [
      { resourceType: 'Device', id: 'd', patient: { reference: 'https://example.org/fhir/Patient/MRN.0002' } },
    ],
    device: { reference: '#d' },
    effectivePeriod: { start: '2020', _end: { extension: extension('unknown') } },
    valueQuantity: { value: 72.5, comparator: '<', extension: extension('quantity') },
    referenceRange: [{ low: { value: 1 }, text: 'low', age: { low: { value: 18 } } }],
    component: [{ code: { text: 'part' }, valueBoolean: true }],
  },
  {
    resourceType: 'Basic',
    id: 'b-1',
    code: { text: 'nobody’s' },
    more: [{ reference: 'Basic/b-2/_history/3' }],
    unknown: { nested: [[]], empty: {}, null: null, zero: 0, no: false, text: '' },
    consents: [{ id: 'none', rules: [] }],
    segments: ['HIV'],
  },
  { resourceType: 'Basic', id: 'b-2', code: { text: 'a patient’s' }, subject: { reference: 'Patient/MRN.0001' } },
  { resourceType: 'Observation', id: 'o-2', status: 'final', code: { text: 'nobody’s, and so without a type' } },
]
const bundle = (entries: readonly (readonly [fullUrl: string, resource: object])[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: entries.map(([fullUrl, resource]) => ({ fullUrl, resource })),
})
const find = (resources: readonly Resource[], north: Store, type: string, id: string) =>
  resources.find((one) => one.resourceType === type && one.id === north.id(type, id)) ?? expect.fail(`${type}/${id}`)

describe('what leaves', () => {
  test('equals what came but for id, version and references: extensions, siblings, contained, unknown, partial dates', async () => {
    const north = await store()
    expect((await north.resources(TRICKS)).rejected).toEqual([])
    const { resources, report } = await exported(north)
    for (const source of TRICKS) {
      const left = find(resources, north, source.resourceType, source.id)
      expect(bare(left)).toEqual(bare(source))
      expect(left.meta).toMatchObject({ versionId: '1' })
      expect(left.meta).not.toMatchObject({ lastUpdated: '2020-01-01T00:00:00Z' })
    }
    expect(report).toEqual({
      tenant: 'north',
      files: 3,
      resources: 6,
      types: { Basic: 2, Observation: 2, Patient: 2 },
    })
  })

  test('is the same bytes each time, a file a type, sorted by id, and for its owner alone', async () => {
    const north = await store()
    await north.resources(TRICKS)
    const [one, two] = [await exported(north), await exported(north)]
    expect([...one.files.keys()]).toEqual(['Basic.ndjson', 'Observation.ndjson', 'Patient.ndjson'])
    expect(two.files).toEqual(one.files)
    for (const [name, text] of one.files) {
      const lines = text.split('\n')
      expect(lines.pop()).toBe('')
      const resources = lines.map((line) => JSON.parse(line))
      expect(resources.map(({ id }) => id)).toEqual(resources.map(({ id }) => id).sort())
      expect(resources.every(({ resourceType }) => `${resourceType}.ndjson` === name)).toBe(true)
      expect(statSync(join(one.out, name)).mode & 0o777).toBe(0o600)
    }
    expect(statSync(one.out).mode & 0o777).toBe(0o700)
  })

  test('goes out of a folder that was open to others only once it is closed to them', async () => {
    const north = await store()
    await north.resources(TRICKS)
    const out = mkdtempSync(join(tmpdir(), 'wardgraph-export-'))
    chmodSync(out, 0o755)
    await exported(north, out)
    expect(statSync(out).mode & 0o777).toBe(0o700)
  })
})

describe('a reference', () => {
  test('that is relative or absolute leads to what is stored; contained and lost ones stay as the source wrote them', async () => {
    const north = await store()
    await north.resources(TRICKS)
    const { resources } = await exported(north)
    const [ann, bob] = ['MRN.0001', 'MRN.0002'].map((id) => `Patient/${north.id('Patient', id)}`)
    expect(referencesIn(find(resources, north, 'Observation', 'o-1'))).toEqual([ann, bob, '#d'])
    expect(referencesIn(find(resources, north, 'Patient', 'MRN.0001'))).toEqual([bob])
    expect(referencesIn(find(resources, north, 'Basic', 'b-1'))).toEqual([`Basic/${north.id('Basic', 'b-2')}`])
    const lost = await store()
    await lost.resources(TRICKS.filter(({ id }) => id !== 'MRN.0002'))
    const left = await exported(lost)
    expect(referencesIn(find(left.resources, lost, 'Patient', 'MRN.0001'))).toEqual(['Patient/MRN.0002'])
  })

  test('that is a urn leads on where the import resolved it, where its uuid is a source id, and to the patient', async () => {
    const north = await store()
    const subject = { reference: `urn:uuid:${UUID}1` }
    const { rejected } = await north.resources([
      bundle([
        // Ids of their own, which no urn names.
        [`urn:uuid:${UUID}1`, { resourceType: 'Patient', id: 'p' }],
        [`urn:uuid:${UUID}2`, { resourceType: 'Practitioner', id: 'd' }],
        // The uuid is the id.
        [`urn:uuid:${UUID}3`, { resourceType: 'Location', id: `${UUID}3`, name: 'ward' }],
        [
          `urn:uuid:${UUID}4`,
          {
            resourceType: 'Encounter',
            id: 'e',
            status: 'finished',
            class: { code: 'AMB' },
            subject,
            participant: [{ individual: { reference: `urn:uuid:${UUID}2` } }],
            location: [{ location: { reference: `urn:uuid:${UUID}3` } }],
            extension: [{ url: 'x', valueReference: { reference: `urn:uuid:${UUID}2` } }],
            hospitalization: { origin: { reference: `urn:uuid:${UUID}9` } },
          },
        ],
        [`urn:uuid:${UUID}5`, { resourceType: 'Condition', id: 'c', subject, code: { text: 'one' } }],
      ]),
    ])
    expect(rejected).toEqual([])
    const { resources } = await exported(north)
    const [patient, doctor, ward] = [
      `Patient/${north.id('Patient', 'p')}`,
      `Practitioner/${north.id('Practitioner', 'd')}`,
      `Location/${north.id('Location', `${UUID}3`)}`,
    ]
    const visit = find(resources, north, 'Encounter', 'e')
    expect([visit.subject, visit.participant, visit.location, visit.extension, visit.hospitalization]).toEqual([
      { reference: patient },
      [{ individual: { reference: doctor } }],
      [{ location: { reference: ward } }],
      [{ url: 'x', valueReference: { reference: doctor } }],
      { origin: { reference: `urn:uuid:${UUID}9` } },
    ])
    expect(find(resources, north, 'Condition', 'c').subject).toEqual({ reference: patient })
  })

  test('that is conditional leads to the one record with the identifier', async () => {
    const north = await store()
    await north.fixtures('conditional.ndjson')
    const { resources } = await exported(north)
    const references = resources.flatMap(referencesIn)
    expect(references).toContain(`Practitioner/${north.id('Practitioner', 'prac-2')}`)
  })
})

test('a folder that is not empty is left as it is', async () => {
  const north = await store()
  await north.resources(TRICKS)
  const out = mkdtempSync(join(tmpdir(), 'wardgraph-export-'))
  writeFileSync(join(out, 'mine'), '')
  await expect(exported(north, out)).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY', exit: 2 })
  expect(readdirSync(out)).toEqual(['mine'])
})
