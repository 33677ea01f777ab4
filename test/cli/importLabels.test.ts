import { keyRow } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { type Store, store, twin } from './importStore.ts'

const patient = { resourceType: 'Patient', id: 'p' }
const program = {
  resourceType: 'Organization',
  id: 'program',
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' }] },
}
const clinic = { resourceType: 'Organization', id: 'clinic' }
const encounter = (id: string, organization: string) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  subject: { reference: 'Patient/p' },
  period: { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00Z' },
  serviceProvider: { reference: `Organization/${organization}` },
})
const observation = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'Finding' },
  subject: { reference: 'Patient/p' },
  ...more,
})
// LOINC 75622-1: HIV 1 and 2 tests - Meaningful Use set.
const hivTest = { code: { coding: [{ system: 'http://loinc.org', code: '75622-1' }] } }
const labels = (of: Store, type: string, id: string) => of.current(type, id).map(({ marks }) => marks.segments)

test('a record is labelled by its codes and by what it says of itself; others are NORMAL', async () => {
  const one = await store()
  const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' }]
  await one.resources([
    patient,
    observation('plain'),
    observation('hiv', hivTest),
    observation('both', { ...hivTest, meta: { security } }),
  ])
  expect(labels(one, 'Patient', 'p')).toEqual([['NORMAL']])
  expect(labels(one, 'Observation', 'plain')).toEqual([['NORMAL']])
  expect(labels(one, 'Observation', 'hiv')).toEqual([['HIV']])
  expect(labels(one, 'Observation', 'both')).toEqual([['HIV', 'MENTAL_HEALTH']])
})

test('what comes from a Part 2 program is labelled through the visit and its organisation, whatever the order of files', async () => {
  const visit = { encounter: { reference: 'Encounter/e' } }
  const all = [
    observation('o', visit),
    encounter('e', 'program'),
    encounter('other', 'clinic'),
    program,
    clinic,
    patient,
  ]
  const one = await store()
  const two = await twin(one)
  await one.resources(all)
  await two.resources(all.toReversed())
  for (const each of [one, two]) {
    expect(labels(each, 'Encounter', 'e')).toEqual([['PART2']])
    expect(labels(each, 'Observation', 'o')).toEqual([['PART2']])
    expect(labels(each, 'Encounter', 'other')).toEqual([['NORMAL']])
    // Who is treated there is not thereby labelled whole.
    expect(labels(each, 'Patient', 'p')).toEqual([['NORMAL']])
  }
})

test('what an earlier import brought labels what comes from it later', async () => {
  const one = await store()
  await one.resources([program, patient])
  await one.resources([encounter('e', 'program')])
  await one.resources([observation('o', { encounter: { reference: 'Encounter/e' } })])
  expect(labels(one, 'Encounter', 'e')).toEqual([['PART2']])
  expect(labels(one, 'Observation', 'o')).toEqual([['PART2']])
})

test('FHIR without a type of its own is labelled too', async () => {
  const one = await store()
  const condition = { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p' }, ...hivTest }
  await one.resources([patient, condition])
  expect(labels(one, 'Condition', 'c')).toEqual([['HIV']])
})

test('no import takes a label away', async () => {
  const one = await store()
  await one.resources([patient, observation('o', hivTest)])
  await one.resources([observation('o', { valueString: 'corrected' })])
  expect(labels(one, 'Observation', 'o')).toEqual([['HIV']])
})

test('a label that cannot be looked at, because its key is gone, is not taken for none: the import ends', async () => {
  const one = await store()
  await one.resources([program, patient])
  const key = keyRow(one.keys.tenant, 'tenant')
  const [row] = await one.memory.get([key])
  if (row === undefined) throw new Error('there is a key')
  await one.memory.transact([{ do: 'remove', key }], { token: 'gone' })
  await expect(one.resources([encounter('e', 'program')])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await one.memory.transact([{ do: 'put', table: 'keys', row }], { token: 'back' })
  expect(labels(one, 'Encounter', 'e')).toEqual([])
  await one.resources([encounter('e', 'program')])
  expect(labels(one, 'Encounter', 'e')).toEqual([['PART2']])
})
