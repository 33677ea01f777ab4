import { readFileSync } from 'node:fs'
import { identifiers, parseReference, patientReferences, readResources, references } from '@wardgraph/fhir'
import { expect, test } from 'vitest'

const fixture = readFileSync(new URL('fixtures/transaction.json', import.meta.url), 'utf8')

test.each([
  ['urn:uuid:5f2f7a9e-8f4e-4f43-9d5e-0d2b7f1f0a01', { kind: 'urn' }],
  ['urn:oid:1.2.3', { kind: 'urn' }],
  ['Patient/p.1-A', { kind: 'relative', type: 'Patient', id: 'p.1-A' }],
  ['Patient/p1/_history/2', { kind: 'relative', type: 'Patient', id: 'p1' }],
  ['https://a.example/fhir/Patient/p1', { kind: 'absolute', type: 'Patient', id: 'p1' }],
  ['#home', { kind: 'contained', id: 'home' }],
  ['Practitioner?identifier=http://s|7', { kind: 'conditional', type: 'Practitioner', system: 'http://s', value: '7' }],
  ['Practitioner?identifier=http%3A%2F%2Fs%7C7', { kind: 'conditional', system: 'http://s', value: '7' }],
  ['Practitioner?identifier=100%|7', { kind: 'conditional', system: '100%', value: '7' }],
  ['Practitioner?identifier=7', { kind: 'conditional', system: null, value: '7' }],
  ['Practitioner?identifier=http://s|', { kind: 'other' }],
  ['Practitioner?identifier=|7', { kind: 'other' }],
  ['Practitioner?name=x', { kind: 'other' }],
  ['Practitioner?identifier=a|1&active=true', { kind: 'other' }],
  ['Doctor/p1', { kind: 'other' }],
  ['Patient/p 1', { kind: 'other' }],
  ['', { kind: 'other' }],
])('the reference %s is read', (raw, expected) => {
  expect(parseReference(raw)).toMatchObject({ raw, ...expected })
})

test('every reference of a resource is found with its place, also in what it contains', () => {
  const resource = {
    resourceType: 'Encounter',
    contained: [{ resourceType: 'Location', id: 'l', managingOrganization: { reference: 'Organization/o' } }],
    participant: [{ individual: { reference: 'Practitioner/a' } }, { individual: { reference: '#l' } }],
    subject: { display: 'somebody' },
  }
  expect(references(resource).map(({ path, reference }) => [path, reference.raw])).toEqual([
    ['contained[0].managingOrganization', 'Organization/o'],
    ['participant[0].individual', 'Practitioner/a'],
    ['participant[1].individual', '#l'],
  ])
})

test.each([
  ['Observation', { subject: { reference: 'Patient/p' }, performer: [{ reference: 'Patient/q' }] }, ['Patient/p']],
  ['Claim', { patient: { reference: 'urn:uuid:1' } }, ['urn:uuid:1']],
  [
    'Coverage',
    { subscriber: { reference: 'Patient/s' }, beneficiary: { reference: 'Patient/b' } },
    ['Patient/b', 'Patient/s'],
  ],
  [
    'Provenance',
    { target: [{ reference: 'Observation/o' }, { reference: 'Patient/p' }] },
    ['Observation/o', 'Patient/p'],
  ],
  ['Appointment', { participant: [{ actor: { reference: 'Patient/p' } }, {}] }, ['Patient/p']],
  ['Consent', { patient: { reference: 'Patient/p' }, performer: [{ reference: 'Patient/q' }] }, ['Patient/p']],
  ['Device', { patient: { reference: 'Patient/p' } }, ['Patient/p']],
  ['Group', { member: [{ entity: { reference: 'Patient/p' } }] }, []],
  ['Location', { patient: { reference: 'Patient/p' } }, []],
  ['Patient', { link: [{ other: { reference: 'Patient/p' } }] }, []],
  ['Observation', { subject: 'Patient/p' }, []],
])('a %s names its patient', (resourceType, elements, expected) => {
  expect(patientReferences({ resourceType, ...elements }).map(({ raw }) => raw)).toEqual(expected)
})

test('identifiers are those with a value, whether one or a list', () => {
  const [entry] = readResources(fixture, { kind: 'json' })
  expect(entry?.ok && identifiers(entry.resource)).toEqual([{ system: 'https://fixture.example/mrn', value: 'F-1' }])
  expect(identifiers({ resourceType: 'Composition', identifier: { value: 'x' } })).toEqual([
    { system: null, value: 'x' },
  ])
  expect(identifiers({ resourceType: 'Patient', identifier: [{ system: 's' }, 'x', null] })).toEqual([])
})
