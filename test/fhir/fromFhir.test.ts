import { readFileSync } from 'node:fs'
import { type FhirResource, fromFhir, readResources, toFhir } from '@wardgraph/fhir'
import { expect, test } from 'vitest'
import { policy } from './policy.ts'

const text = readFileSync(new URL('fixtures/transaction.json', import.meta.url), 'utf8')
const [patient, observation] = [...readResources(text, { kind: 'json' })].map((entry) => {
  if (!entry.ok) throw new Error(entry.code)
  return entry.resource
}) as [FhirResource, FhirResource]

function split(resource: FhirResource) {
  const mapped = fromFhir({ policy, resource })
  if (!mapped.ok) throw new Error(`${mapped.code} ${mapped.path}`)
  return mapped
}

test('content holds what the schema has fields for', () => {
  expect(split(patient).content).toEqual({
    identifier: [{ system: 'https://fixture.example/mrn', value: 'F-1' }],
    name: [{ family: 'Synth-Fixture', given: ['Ada'] }],
    gender: 'female',
    generalPractitioner: [{ reference: 'Practitioner?identifier=https://fixture.example/staff|7' }],
  })
  expect(split(observation).content).toEqual({
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: 'urn:uuid:5f2f7a9e-8f4e-4f43-9d5e-0d2b7f1f0a01' },
    effectivePeriod: { start: '2024-02-29T23:30:00-05:00' },
    performer: [{ reference: 'https://other.example/fhir/Practitioner/p9' }],
    valueQuantity: { value: 71.5, unit: '/min' },
  })
})

test('rest keeps what content does not hold, and nothing that it holds whole', () => {
  expect(Object.keys(split(patient).rest).sort()).toEqual(
    [
      '_birthDate',
      'contained',
      'extension',
      'generalPractitioner',
      'identifier',
      'managingOrganization',
      'meta',
    ].concat(['multipleBirthInteger', 'name']),
  )
  expect(Object.keys(split(observation).rest).sort()).toEqual(['code', 'performer', 'subject'])
})

test('content and rest are the resource', () => {
  for (const resource of [patient, observation]) {
    const { content, rest } = split(resource)
    expect(toFhir({ policy, type: resource.resourceType, content, rest })).toEqual(resource)
  }
})

test('a changed field wins over what rest kept of it, and the rest stays', () => {
  const { content, rest } = split(patient)
  const changed = { ...content, name: [{ family: 'Synth-Changed' }], identifier: undefined }
  const { identifier: _, ...others } = patient
  const restored = toFhir({ policy, type: 'Patient', content: changed, rest })
  expect(restored).toEqual({ ...others, name: [{ family: 'Synth-Changed' }] })
})

test('resolved references in content leave the source its own', () => {
  const resource = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    participant: [{ individual: { reference: 'urn:uuid:1' } }],
    subject: { reference: 'urn:uuid:2', display: 'somebody' },
  }
  const { content, rest } = split(resource)
  const resolved = { ...content, participant: [{ individual: { id: 'r1' } }], subject: { id: 'p1' } }
  expect(toFhir({ policy, type: 'Encounter', content: resolved, rest })).toEqual(resource)
})

test('a type without a record is all rest', () => {
  const resource = { resourceType: 'Location', id: 'l', name: 'Ward' }
  expect(split(resource)).toEqual({ ok: true, content: {}, rest: { id: 'l', name: 'Ward' } })
})

test('a file brings no consents and no labels of ours, and none leaves as an element', () => {
  const forged = { ...patient, consents: [{ id: 'c', rules: [{ type: 'PERMIT' }] }], segments: ['NORMAL'] }
  const { content, rest } = split(forged)
  expect(content).toEqual(split(patient).content)
  expect(toFhir({ policy, type: 'Patient', content, rest })).toEqual(forged)
  const labelled = { ...split(patient).content, consents: [{ id: 'c', rules: [] }], segments: ['HIV'] }
  expect(toFhir({ policy, type: 'Patient', content: labelled, rest: split(patient).rest })).toEqual(patient)
})

test('an edge holds only references that can lead to its type', () => {
  const performer = ['Practitioner/a', 'Organization/b', '#c', 'urn:uuid:d', 'a doctor'].map((reference) => ({
    reference,
  }))
  const typed = { reference: 'urn:uuid:e', type: 'Organization' }
  const { content } = split({ ...observation, performer: [...performer, typed] })
  expect(content.performer).toEqual([{ reference: 'Practitioner/a' }, { reference: 'urn:uuid:d' }])
})

test.each([
  ['Patient', { birthDate: 19590314 }, 'birthDate'],
  ['Patient', { birthDate: '2023-02-29' }, 'birthDate'],
  ['Patient', { birthDate: '2023-13' }, 'birthDate'],
  ['Patient', { birthDate: '2023-01-00' }, 'birthDate'],
  ['Patient', { birthDate: '1959-3-14' }, 'birthDate'],
  ['Patient', { birthDate: '1959-03-14T00:00:00Z' }, 'birthDate'],
  ['Patient', { birthDate: '0000-01-01' }, 'birthDate'],
  ['Patient', { birthDate: null }, 'birthDate'],
  ['Patient', { deceasedDateTime: '2024-01-01T10:00Z' }, 'deceasedDateTime'],
  ['Patient', { deceasedDateTime: '2024-01-01T10:00:00' }, 'deceasedDateTime'],
  ['Patient', { deceasedDateTime: '2024-01-01T24:00:00Z' }, 'deceasedDateTime'],
  ['Patient', { active: 'true' }, 'active'],
  ['Patient', { gender: ['female'] }, 'gender'],
  ['Patient', { gender: ' ' }, 'gender'],
  ['Patient', { name: { family: 'x' } }, 'name'],
  ['Patient', { name: [] }, 'name'],
  ['Patient', { name: ['x'] }, 'name[0]'],
  ['Patient', { name: [{}] }, 'name[0]'],
  ['Patient', { name: [{ given: 'x' }] }, 'name[0].given'],
  ['Patient', { name: [{ given: [null] }] }, 'name[0].given[0]'],
  ['Patient', { telecom: [{ rank: 1.5 }] }, 'telecom[0].rank'],
  ['Patient', { telecom: [{ rank: 2 ** 31 }] }, 'telecom[0].rank'],
  ['Patient', { managingOrganization: 'Organization/o' }, 'managingOrganization'],
  ['Patient', { managingOrganization: { reference: 7 } }, 'managingOrganization.reference'],
  ['Observation', { valueQuantity: { value: '71' } }, 'valueQuantity.value'],
  ['Observation', { valueQuantity: [71] }, 'valueQuantity'],
  ['Observation', { component: [{ valueQuantity: {} }] }, 'component[0].valueQuantity'],
])('a %s with %j is refused at its place', (resourceType, elements, place) => {
  const path = `${resourceType}.${place}`
  const resource = { resourceType, status: 'final', code: { text: 'x' }, ...elements }
  expect(fromFhir({ policy, resource })).toMatchObject({ ok: false, code: 'WRONG_TYPE', path })
})

test.each([
  ['Observation', 'status'],
  ['Observation', 'code'],
  ['Encounter', 'status'],
  ['Encounter', 'class'],
])('an %s without %s is refused', (resourceType, name) => {
  const all = { status: 'final', code: { text: 'x' }, class: { code: 'AMB' }, [name]: undefined }
  const resource = { resourceType, ...JSON.parse(JSON.stringify(all)) }
  expect(fromFhir({ policy, resource })).toMatchObject({ ok: false, code: 'REQUIRED', path: `${resourceType}.${name}` })
})

test('what held nothing but a reference that leads nowhere is in the resource again', () => {
  const participant = [{ member: { reference: 'Practitioner/a' } }, { member: { reference: 'urn:uuid:nowhere' } }]
  const resource = { resourceType: 'CareTeam', participant }
  const { rest } = split(resource)
  for (const led of [{ participant: [{ member: { reference: 'stored-a' } }] }, {}])
    expect(toFhir({ policy, type: 'CareTeam', content: led, rest })).toEqual(resource)
})

test('a required element may be stated as absent by an extension', () => {
  const resource = {
    resourceType: 'Observation',
    _status: { extension: [{ url: 'u', valueCode: 'v' }] },
    code: { text: 'x' },
  }
  expect(split(resource).rest._status).toEqual(resource._status)
})

test('a refusal names the place and not the value', () => {
  const resource = { resourceType: 'Patient', birthDate: 'canary-4711', name: [{ family: 'canary-4711' }] }
  expect(JSON.stringify(fromFhir({ policy, resource }))).not.toContain('canary')
})
