import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Store, store } from './importStore.ts'

// What HL7's validator was given and said (https://github.com/FHIR/fhir-test-cases); not part of the repository.
const folder = new URL('../../../shared/data/fhir/validator-cases/', import.meta.url)
const isPresent = existsSync(folder)

interface Case {
  readonly file: string
  readonly class_: 'must-accept' | 'must-reject' | 'validator-opinion'
}

const cases: readonly Case[] = isPresent ? JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8')) : []
const of = (class_: Case['class_']) => cases.filter((one) => one.class_ === class_).map(({ file }) => file)
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

/** A store with the patients whom a file names and does not bring, and somebody else. */
async function planted(text: string): Promise<Store> {
  const north = await store()
  const named = [...text.matchAll(/"(?:https?:[^"]*\/)?Patient\/([A-Za-z0-9.-]+)"/g)].map(([, id]) => id ?? '')
  const brought = [...text.matchAll(/"id"\s*:\s*"([^"]*)"/g)].map(([, id]) => id)
  const missing = named.filter((id) => !brought.includes(id))
  const report = await north.resources(['somebody', ...missing].map((id) => ({ resourceType: 'Patient', id })))
  expect(report.rejected).toEqual([])
  return north
}

async function expectStored(text: string): Promise<void> {
  const north = await planted(text)
  const { types, rejected } = await north.texts(text)
  expect(rejected).toEqual([])
  expect(Object.keys(types)).not.toEqual([])
  for (const [type, counts] of Object.entries(types)) expect(counts.created, type).toBeGreaterThan(0)
}

async function expectRefused(text: string): Promise<void> {
  const north = await planted(text)
  const before = north.memory.rows()
  const { rejected } = await north.texts(text)
  expect(rejected).not.toEqual([])
  expect(rejected.map(({ code }) => code)).not.toContain('NO_PATIENT')
  expect(north.memory.rows()).toEqual(before)
}

describe.skipIf(!isPresent)(`HL7’s cases${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test('are there, of either kind', () => {
    expect([of('must-accept').length, of('must-reject').length]).toEqual([16, 10])
  })

  test.each(of('must-accept'))('%s must be accepted, and is stored', (file) => expectStored(textOf(file)))
  test.each(of('must-reject'))('%s must be rejected, and nothing of it is stored', (file) =>
    expectRefused(textOf(file)),
  )
})

/** The same kinds of cases, of our own. */
const patient = { resourceType: 'Patient', id: 'own', name: [{ family: 'Example' }] }
const allergy = { resourceType: 'AllergyIntolerance', id: 'own', patient: { reference: 'Patient/missing' } }
const finding = { resourceType: 'Observation', id: 'own', status: 'final', code: { text: 'x' } }

describe('cases of our own', () => {
  test.each([
    ['a patient without an id', { ...patient, id: undefined }],
    ['an unknown extension', { ...patient, extension: [{ url: 'http://example.org/unknown', valueCode: 'x' }] }],
    ['a finding of somebody who is there', { ...finding, subject: { reference: 'Patient/missing' } }],
    ['a finding of a person whom an identifier names', { ...finding, subject: { identifier: { value: '1' } } }],
    ['an allergy with its codes', { ...allergy, type: 'allergy', category: ['food'] }],
    ['a document', { resourceType: 'Bundle', type: 'document', entry: [{ resource: patient }] }],
    [
      'an id of an element that no resource could have',
      { resourceType: 'Location', id: 'l', position: { id: '/a==' } },
    ],
  ])('%s is stored', (_, resource) => expectStored(JSON.stringify(resource)))

  test.each([
    ['an unknown element', { ...patient, unknownElement: 'foo' }],
    ['markup in a name', { ...patient, name: [{ text: 'Standard <script>some</script>' }] }],
    ['a category without a code', { ...allergy, _category: [{ extension: [{ url: 'urn:x', valueCode: 'unknown' }] }] }],
    ['an id of 65 characters', { ...patient, id: 'x'.repeat(65) }],
    ['a contained id with an underscore', { resourceType: 'Location', id: 'l', contained: [{ id: 'org_1' }] }],
    ['a finding without a code', { ...finding, code: undefined }],
    ['answers of a search', { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }] }],
  ])('%s is refused, and nothing of it is stored', (_, resource) => expectRefused(JSON.stringify(resource)))

  test.each(['// a comment\n{"resourceType":"Patient"}', '{resourceType:"Patient"}'])('%j is refused', expectRefused)
})
