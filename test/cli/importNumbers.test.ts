import { type FhirResource, fhirJson } from '@wardgraph/fhir'
import { expect, test } from 'vitest'
import { exactJson } from '../fhir/exactJson.ts'
import { counts, snapshot, store, twin } from './importStore.ts'

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Example' }] }
const weight = (value: string, more = {}) => ({
  resourceType: 'Observation',
  id: 'w',
  status: 'final',
  code: { text: 'weight' },
  valueQuantity: { value: JSON.rawJSON(value), unit: 'kg' },
  ...more,
})
const ofPatient = { subject: { reference: 'Patient/p' } }
const ward = (longitude: string) => ({
  resourceType: 'Location',
  id: 'l',
  position: { longitude: JSON.rawJSON(longitude) },
})
const outcome = { created: 0, updated: 0, unchanged: 0, rejected: 0 }

test('a number that is written otherwise is another content, the same again is unchanged', async () => {
  const { resources } = await store()
  const of = async (value: string) => counts(await resources([patient, weight(value, ofPatient)]), 'Observation')
  expect(await of('71.5')).toMatchObject({ ...outcome, created: 1 })
  expect(await of('71.50')).toMatchObject({ ...outcome, updated: 1 })
  expect(await of('71.50')).toMatchObject({ ...outcome, unchanged: 1 })
  expect(await of('71.5')).toMatchObject({ ...outcome, unchanged: 1 })
  expect(await of('715e-1')).toMatchObject({ ...outcome, updated: 1 })
})

test('a content whose numbers need no text has the hash that it always had', async () => {
  const { resources, current, keys } = await store()
  await resources([ward('-83.69')])
  const payload = '{"id":"l","position":{"longitude":-83.69},"resourceType":"Location"}'
  const hash = keys.payloadHash({ purpose: 'import', payload })
  expect(current('Location', 'l')[0]?.marks.x).toBe(Buffer.from(hash).toString('hex'))
})

test('contents that differ in the text of a number alone come in the same order from files in any', async () => {
  const one = await store()
  const other = await twin(one)
  const contents = ['1.0', '1', '1.00', '1e0'].map((value) => weight(value, ofPatient))
  await one.resources([patient, ...contents])
  await other.resources([...contents.toReversed(), patient])
  expect(snapshot(other)).toEqual(snapshot(one))
  expect(one.current('Observation', 'w')[0]?.marks.v).toBe(4)
})

test('what is stored holds the texts of its numbers, sealed with what has no field, also without a type or a patient', async () => {
  const { resources, current } = await store()
  await resources([patient, weight('71.50', ofPatient)])
  const [stored] = current('Observation', 'w')
  expect(stored?.opened.CLINICAL).toMatchObject({ valueQuantity: { value: 71.5, unit: 'kg' } })
  expect(stored?.opened.OPAQUE).toMatchObject({ '#numbers': { '/valueQuantity/value': '71.50' } })
  for (const source of [ward('-83.6900'), weight('71.50', { id: 'nobody' })]) {
    await resources([source])
    const opened = current(source.resourceType, source.id).map(({ opened }) => opened.OPAQUE as FhirResource)
    expect(opened.map((resource) => exactJson(fhirJson(resource)))).toEqual([exactJson(JSON.stringify(source))])
  }
})
