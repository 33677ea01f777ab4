import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

const chart = (id: string) =>
  `{ patient(id: "${id}") { name { family } telecom { value } observations { nodes { id } } } }`
const HOUR = 3_600_000
const at = (ms: number) => new Date(ms).toISOString()
const kinds = async (made: Parameters<typeof reviewsOf>[0], privacy: Parameters<typeof reviewsOf>[1]) =>
  (await reviewsOf(made, privacy)).map(({ kind, username }: Record<string, string>) => `${kind} ${username}`)

test('whom a patient denies by name is denied under every hat; a permission is for the hat that it names', async () => {
  const made = await ward()
  const { north, ada, dora, doctor, nurse, patient, join, query } = made
  const asDesk = await join(north, { username: 'doctor', role: 'SUPPORT' })
  expect((await query(asDesk, chart(ada))).body.data.patient.telecom).toEqual([{ value: '555-0100' }])
  const deny = [{ type: 'DENY', persons: [dora] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: deny })
  for (const user of [doctor, asDesk]) {
    const { body } = await query(user, chart(ada))
    expect([user.role, body.data.patient.telecom, body.data.patient.observations]).toEqual([user.role, null, null])
  }
  expect((await query(nurse, chart(ada))).body.data.patient.observations).not.toBeNull()
})

test('what staff change, and what they verify, is reviewed as what they look at', async () => {
  const made = await ward()
  const { north, ada, ben, doctor, support, privacy, join } = made
  await act(made, doctor, 'labelRecord', { patient: ada, segments: ['VIP'] })
  expect((await act(made, support, 'verifyPatient', { patient: ada, birthDate: '1970-03-05' })).code).toBe('OK')
  expect(await kinds(made, privacy)).toContain('VIP support')
  await join(north, { username: 'clerk', role: 'PATIENT', patient: ben })
  const clerk = await join(north, { username: 'clerk', role: 'SUPPORT' })
  const telecom = [{ system: 'phone', value: '1' }]
  expect((await act(made, clerk, 'updatePatientContact', { patient: ben, expectedVersion: 1, telecom })).code).toBe(
    'OK',
  )
  expect(await kinds(made, privacy)).toContain('OWN_CHART clerk')
  const rules = [{ type: 'PERMIT', segments: ['PART2'] }]
  expect((await act(made, clerk, 'recordConsent', { patient: ben, expectedVersion: 2, rules })).code).toBe('FORBIDDEN')
  const other = await join(north, { username: 'other', role: 'PATIENT' })
  const to = { patient: ben, username: other.username, basis: 'GUARDIAN' }
  expect((await act(made, clerk, 'assignProxy', to)).code).toBe('FORBIDDEN')
  expect((await act(made, support, 'assignProxy', to)).code).toBe('OK')
})

test('nobody ends for whom he stands himself, to be in the care team again', async () => {
  const made = await ward()
  const { north, ada, doctor, support, join, query } = made
  await join(north, { username: 'doctor', role: 'PATIENT' })
  const asDesk = await join(north, { username: 'doctor', role: 'SUPPORT' })
  await act(made, support, 'assignProxy', { patient: ada, username: 'doctor', basis: 'GUARDIAN' })
  expect((await query(doctor, chart(ada))).body.data.patient.observations).toBeNull()
  expect((await act(made, asDesk, 'endProxy', { patient: ada, username: 'doctor' })).code).toBe('FORBIDDEN')
  expect((await query(doctor, chart(ada))).body.data.patient.observations).toBeNull()
})

test('nobody closes a review of himself, and none is closed twice', async () => {
  const made = await ward()
  const { north, ben, doctor, privacy, join } = made
  const asPrivacy = await join(north, { username: 'doctor', role: 'PRIVACY' })
  await act(made, doctor, 'breakGlass', { patient: ben, reason: 'Shock' })
  const [{ id: review }] = await reviewsOf(made, privacy)
  const close = { review, expectedVersion: 1, finding: 'APPROPRIATE' }
  expect((await act(made, asPrivacy, 'closeReview', close)).code).toBe('FORBIDDEN')
  expect((await act(made, privacy, 'closeReview', { ...close, finding: 'INAPPROPRIATE' })).code).toBe('OK')
  expect((await act(made, privacy, 'closeReview', { ...close, expectedVersion: 2 })).code).toBe('CONFLICT')
})

test('a visit that is hidden from the caller lets nobody join, and is not told by the refusal', async () => {
  const answers = []
  for (const hidden of [false, true]) {
    const made = await ward()
    const { north, ben, join, write } = made
    const eve = await join(north, { username: 'eve', role: 'DOCTOR' })
    if (hidden)
      await write(north, {
        type: 'Encounter',
        name: 'program',
        patient: ben,
        segments: ['PART2'],
        content: {
          status: 'in-progress',
          class: { code: 'AMB' },
          subject: { reference: ben },
          period: { start: '2026-01-01T08:00:00Z' },
        },
      })
    answers.push((await act(made, eve, 'assignCareTeam', { patient: ben, username: 'eve' })).body)
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[0].errors[0].extensions.code).toBe('FORBIDDEN')
  const made = await ward()
  const joined = await act(made, made.doctor, 'assignCareTeam', { patient: made.ada, username: 'doctor' })
  expect(joined.code).toBe('BAD_USER_INPUT')
})

test('a look at a record that is labelled VIP is reviewed, whoever the patient', async () => {
  const made = await ward()
  const { north, ada, doctor, nurse, privacy, write, query } = made
  await write(north, {
    type: 'Observation',
    name: 'vip',
    patient: ada,
    segments: ['VIP'],
    content: { status: 'final', code: { text: 'x' }, subject: { reference: ada }, valueString: 'x' },
  })
  await query(nurse, `{ patient(id: "${ada}") { name { family } } }`)
  await query(doctor, chart(ada))
  expect(await kinds(made, privacy)).toEqual(['VIP doctor'])
})

/** Nora starts a long shift on a ward that treats Ada, her place on its roster until `until` (ms) or further notice. */
async function onWard(until?: (now: number) => number) {
  const clock = { now: Date.now() }
  const made = await ward({ now: () => clock.now })
  const { ada, admin, doctor, north, join, query } = made
  const nora = await join(north, { username: 'nora', role: 'NURSE' })
  const place = { unit: 'w', username: 'nora' }
  await act(made, admin, 'createUnit', { unit: 'w' })
  await act(made, doctor, 'assignCareTeam', { patient: ada, unit: 'w' })
  await act(made, admin, 'rosterUnit', { ...place, ...(until ? { until: at(until(clock.now)) } : {}) })
  const start = () => act(made, nora, 'startShift', { unit: 'w', until: at(clock.now + 10 * HOUR) })
  await start()
  const open = async () => (await query(nora, chart(ada))).body.data.patient.observations !== null
  expect(await open()).toBe(true)
  const takeAway = () => act(made, admin, 'rosterUnit', { ...place, until: at(clock.now) })
  return { clock, open, start, takeAway }
}

test('a shift does not outlast the place on the roster', async () => {
  const { clock, open } = await onWard((now) => now + 60_000)
  clock.now += 60_000
  expect(await open()).toBe(false)
})

test('whoever is taken from a roster is off the shift at once, also one that was begun before', async () => {
  const { clock, open, start, takeAway } = await onWard()
  clock.now += 1
  expect((await takeAway()).code).toBe('OK')
  expect(await open()).toBe(false)
  expect((await start()).code).toBe('FORBIDDEN')
})
