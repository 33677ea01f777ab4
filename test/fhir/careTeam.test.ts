import { existsSync, readFileSync } from 'node:fs'
import { appointmentMemberships, careTeamMemberships, encounterMemberships } from '@wardgraph/fhir'
import { describe, expect, test } from 'vitest'

const ann = { individual: { reference: 'Practitioner/ann' } }
const visit = {
  resourceType: 'Encounter',
  status: 'finished',
  period: { start: '2026-03-01T09:00:00Z', end: '2026-03-01T10:00:00+01:00' },
  participant: [ann],
}
const team = {
  resourceType: 'CareTeam',
  status: 'active',
  period: { start: '2026-01-01' },
  participant: [{ member: { reference: 'Practitioner/ann' } }],
}

function spans(elements: object, days = 30): (string | null)[][] {
  const found = encounterMemberships({ resource: { ...visit, ...elements }, days })
  return found.map(({ start, end }) => [iso(start), end === null ? null : iso(end)])
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

test('who took part treats the patient from the start until so many days after the end', () => {
  expect(spans({})).toEqual([['2026-03-01T09:00:00.000Z', '2026-03-31T09:00:01.000Z']])
  expect(spans({}, 0)).toEqual([['2026-03-01T09:00:00.000Z', '2026-03-01T09:00:01.000Z']])
})

test('an end that is a day includes the day', () => {
  const period = { start: '2026-02', end: '2026-03-01' }
  expect(spans({ period })).toEqual([['2026-02-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']])
})

test('only a running encounter has no end', () => {
  const period = { start: '2026-03-01' }
  expect(spans({ period, status: 'in-progress' })).toEqual([['2026-03-01T00:00:00.000Z', null]])
  expect(spans({ period, status: 'finished' })).toEqual([['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']])
  expect(spans({ period, status: 'unknown' })).toEqual([['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']])
})

test.each([
  ['was cancelled', { status: 'cancelled' }],
  ['was entered in error', { status: 'entered-in-error' }],
  ['has no start', { period: { end: '2026-03-01' } }],
  ['has no period', { period: undefined }],
  ['ends 60 days before it starts', { period: { start: '2026-03-01', end: '2025-12-30' } }],
  ['names no participants', { participant: undefined }],
  ['names a relative', { participant: [{ individual: { reference: 'RelatedPerson/r' } }] }],
  ['names a contained practitioner', { participant: [{ individual: { reference: '#p' } }] }],
  ['is no encounter', { resourceType: 'EpisodeOfCare' }],
])('an encounter that %s makes nobody a member', (_, elements) => {
  expect(spans(elements)).toEqual([])
})

test('a practitioner named twice is one member, and a urn may be one', () => {
  const participant = [ann, ann, { individual: { reference: 'urn:uuid:1' } }]
  const found = encounterMemberships({ resource: { ...visit, participant }, days: 30 })
  expect(found.map(({ practitioner }) => practitioner.raw)).toEqual(['Practitioner/ann', 'urn:uuid:1'])
})

test('a member of an active team treats the patient while both periods last', () => {
  expect(careTeamMemberships(team)).toMatchObject([{ start: Date.UTC(2026, 0, 1), end: null }])
  const participant = [{ ...team.participant[0], period: { start: '2026-02', end: '2026-05' } }]
  const period = { start: '2026-01-01', end: '2026-03' }
  expect(careTeamMemberships({ ...team, period, participant })).toMatchObject([
    { start: Date.UTC(2026, 1, 1), end: Date.UTC(2026, 3, 1) },
  ])
})

test('a team without a period counts from 1970', () => {
  expect(careTeamMemberships({ ...team, period: undefined })).toMatchObject([{ start: 0, end: null }])
})

test.each([['inactive'], ['proposed'], ['suspended'], ['entered-in-error'], [undefined]])(
  'a team whose status is %s has no members',
  (status) => {
    expect(careTeamMemberships({ ...team, status })).toEqual([])
  },
)

test('an organisation or the patient in a team is no member', () => {
  const participant = ['Organization/o', 'Patient/p', 'PractitionerRole/r'].map((reference) => ({
    member: { reference },
  }))
  expect(careTeamMemberships({ ...team, participant })).toEqual([])
})

const accepted = { actor: { reference: 'Practitioner/ann' }, status: 'accepted' }
const appointment = {
  resourceType: 'Appointment',
  status: 'booked',
  start: '2026-03-01T09:00:00Z',
  end: '2026-03-01T10:00:00Z',
  participant: [{ actor: { reference: 'Patient/p' }, status: 'accepted' }, accepted],
}

function days(elements: object): (string | null)[][] {
  const found = appointmentMemberships({ ...appointment, ...elements })
  return found.map(({ start, end }) => [iso(start), end === null ? null : iso(end)])
}

const march1 = ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z']

test('who has accepted an appointment treats the patient on its days in UTC', () => {
  expect(days({})).toEqual([march1])
  expect(days({ end: undefined })).toEqual([march1])
  expect(days({ end: 'soon' })).toEqual([march1])
  expect(days({ end: '2026-03-02T00:30:00Z' })).toEqual([[march1[0], '2026-03-03T00:00:00.000Z']])
  const zoned = { start: '2026-03-01T23:00:00-05:00', end: '2026-03-01T23:30:00-05:00' }
  expect(days(zoned)).toEqual([['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z']])
})

test.each(['booked', 'arrived', 'checked-in', 'fulfilled'])('an appointment that is %s has members', (status) => {
  expect(days({ status })).toEqual([march1])
})

test.each<readonly [string, object]>([
  ...['proposed', 'pending', 'cancelled', 'noshow', 'entered-in-error', 'waitlist', undefined].map(
    (status) => [`is ${status}`, { status }] as const,
  ),
  ...['needs-action', 'tentative', 'declined', undefined].map(
    (status) => [`its practitioner has answered with ${status}`, { participant: [{ ...accepted, status }] }] as const,
  ),
  ['has no start', { start: undefined }],
  ['ends the day before it starts', { end: '2026-02-28T10:00:00Z' }],
  ['is an answer to one', { resourceType: 'AppointmentResponse' }],
  ['names a place', { participant: [{ ...accepted, actor: { reference: 'Location/l' } }] }],
  ['names nobody', { participant: [{ status: 'accepted' }, null] }],
])('an appointment that %s has no members', (_, elements) => {
  expect(days(elements)).toEqual([])
})

test('who takes part for less than the appointment is a member for that long', () => {
  const period = { start: '2026-03-01T09:30:00Z', end: '2026-03-01' }
  expect(days({ participant: [{ ...accepted, period }] })).toEqual([['2026-03-01T09:30:00.000Z', march1[1]]])
})

const examples = new URL('../../../shared/data/fhir/r4-examples/', import.meta.url)
const isPresent = existsSync(examples)

describe.skipIf(!isPresent)(`the examples of R4${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test('two doctors of a booked appointment are members for its day, and a proposed one has none', () => {
    const [booked, proposed] = ['2docs', 'examplereq'].map((name) =>
      appointmentMemberships(JSON.parse(readFileSync(new URL(`Appointment-${name}.json`, examples), 'utf8'))),
    )
    const day = { start: Date.UTC(2013, 11, 9), end: Date.UTC(2013, 11, 10) }
    expect(booked).toMatchObject([
      { practitioner: { raw: 'Practitioner/example' }, ...day },
      { practitioner: { raw: 'Practitioner/f202' }, ...day },
    ])
    expect(proposed).toEqual([])
  })
})
