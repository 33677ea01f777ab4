import { unitId } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const HOUR = 3_600_000
const at = (ms: number) => new Date(ms).toISOString()
const sees = (id: string) => `{ patient(id: "${id}") { observations { nodes { id } } } }`
type Ward = Awaited<ReturnType<typeof ward>>
const charted = async ({ query }: Ward, user: Parameters<Ward['query']>[0], id: string) =>
  (await query(user, sees(id))).body.data.patient?.observations !== null

test('the team puts a colleague into it and takes the colleague out; the audit record says as what', async () => {
  const made = await ward()
  const { north, ada, doctor, join, write } = made
  const practitioner = await write(north, { type: 'Practitioner', name: 'eve', content: { name: [{ family: 'Eve' }] } })
  const eve = await join(north, { username: 'eve', role: 'DOCTOR', practitioner })
  expect(await charted(made, eve, ada)).toBe(false)
  const assigned = await act(
    made,
    doctor,
    'assignCareTeam',
    { patient: ada, practitioner },
    'patient { name { family } }',
  )
  expect(assigned.body).toEqual({ data: { assignCareTeam: { patient: { name: [{ family: 'Adler' }] } } } })
  expect(await charted(made, eve, ada)).toBe(true)
  const again = await act(made, doctor, 'assignCareTeam', { patient: ada, practitioner })
  expect(again.code).toBe('BAD_USER_INPUT')
  expect((await act(made, doctor, 'endCareTeam', { patient: ada, username: 'eve' })).code).toBe('OK')
  expect(await charted(made, eve, ada)).toBe(false)
  const line = made.memory
    .rows()
    .findLast(({ table, row }) => table === 'audit' && String(row.r).includes('CareTeamMembership'))
  const record = JSON.parse(String(line?.row.r))
  expect(record.changed).toEqual([[ada, 'CareTeamMembership', practitioner, ['period'], 2]])
  expect(record.ties).toEqual([[ada, 'CARE_TEAM', 'encounter']])
  expect(await reviewsOf(made, made.privacy)).toEqual([])
})

test('nobody but the team and the desk puts others in: not a stranger to the patient, not ADMIN, not the patient', async () => {
  const made = await ward()
  const { ada, ben, dora, doctor, nurse, patient, support, admin, privacy, service, stranger } = made
  for (const user of [patient, admin, privacy, service, stranger])
    expect((await act(made, user, 'assignCareTeam', { patient: ada, practitioner: dora })).code).toBe('FORBIDDEN')
  expect((await act(made, nurse, 'assignCareTeam', { patient: ben, practitioner: dora })).code).toBe('FORBIDDEN')
  expect((await act(made, doctor, 'assignCareTeam', { patient: ben, username: 'nurse' })).code).toBe('FORBIDDEN')
  expect((await act(made, support, 'assignCareTeam', { patient: ben, username: 'nurse' })).code).toBe('OK')
})

test('one puts oneself in while a visit is open only, and it is reviewed', async () => {
  const made = await ward()
  const { north, ada, ben, join, write, privacy } = made
  const practitioner = await write(north, { type: 'Practitioner', name: 'eve', content: { name: [{ family: 'Eve' }] } })
  const eve = await join(north, { username: 'eve', role: 'DOCTOR', practitioner })
  const refused = await act(made, eve, 'assignCareTeam', { patient: ben, practitioner })
  expect(refused.body.errors).toEqual([
    {
      message: 'Only while a visit is open, or on the day of an appointment, can one join a care team.',
      path: ['assignCareTeam'],
      extensions: { code: 'FORBIDDEN' },
    },
  ])
  expect((await act(made, eve, 'assignCareTeam', { patient: ada, username: 'eve' })).code).toBe('OK')
  expect(await charted(made, eve, ada)).toBe(true)
  expect(await reviewsOf(made, privacy)).toMatchObject([
    { kind: 'SELF_ASSIGNMENT', concerns: ada, username: 'eve', role: 'DOCTOR', state: 'OPEN', overdue: false },
  ])
})

test('an appointment of the day lets one join; one of another day does not', async () => {
  const made = await ward()
  const { north, ben, join, write, memory } = made
  const practitioner = await write(north, { type: 'Practitioner', name: 'eve', content: { name: [{ family: 'Eve' }] } })
  const eve = await join(north, { username: 'eve', role: 'DOCTOR', practitioner })
  const place = { patient: ben, actor: 'a'.repeat(26) }
  const day = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR
  await treat(made, north, { ...place, basis: 'appointment', start: day - 24 * HOUR, end: day })
  expect((await act(made, eve, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('FORBIDDEN')
  await treat(made, north, { ...place, basis: 'appointment', start: day, end: day + 24 * HOUR })
  expect((await act(made, eve, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('OK')
  expect(memory.rows().filter(({ table, row }) => table === 'directory' && row.basis === 'manual')).toHaveLength(2)
})

test('whoever is also staff is oneself under every hat, and through a unit one is on', async () => {
  const made = await ward()
  const { north, ben, join, write, admin } = made
  const practitioner = await write(north, { type: 'Practitioner', name: 'eve', content: { name: [{ family: 'Eve' }] } })
  await join(north, { username: 'eve', role: 'DOCTOR', practitioner })
  const desk = await join(north, { username: 'eve', role: 'SUPPORT' })
  expect((await act(made, desk, 'assignCareTeam', { patient: ben, practitioner })).code).toBe('FORBIDDEN')
  await act(made, admin, 'createUnit', { unit: 'ward-1' })
  const nora = await join(north, { username: 'nora', role: 'NURSE' })
  await act(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'nora' })
  // Before the shift, too: who is on the roster starts it at will.
  const noraAtDesk = await join(north, { username: 'nora', role: 'SUPPORT' })
  const toWard = { patient: ben, unit: 'ward-1' }
  expect((await act(made, noraAtDesk, 'assignCareTeam', toWard)).code).toBe('FORBIDDEN')
  expect((await act(made, nora, 'startShift', { unit: 'ward-1', until: at(Date.now() + HOUR) })).code).toBe('OK')
  expect((await act(made, nora, 'assignCareTeam', toWard)).code).toBe('FORBIDDEN')
})

test('a unit around that on whose roster one is, is oneself too: before the shift, and from the desk', async () => {
  const made = await ward()
  const { north, ben, join, admin } = made
  for (const input of [{ unit: 'house' }, { unit: 'ward-1', within: 'house' }, { unit: 'other' }])
    await act(made, admin, 'createUnit', input)
  const nora = await join(north, { username: 'nora', role: 'NURSE' })
  const atDesk = await join(north, { username: 'nora', role: 'SUPPORT' })
  await act(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'nora' })
  for (const user of [nora, atDesk])
    expect((await act(made, user, 'assignCareTeam', { patient: ben, unit: 'house' })).code).toBe('FORBIDDEN')
  expect((await act(made, atDesk, 'assignCareTeam', { patient: ben, unit: 'other' })).code).toBe('OK')
  await act(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'nora', until: at(Date.now() + HOUR) })
  expect((await act(made, atDesk, 'assignCareTeam', { patient: ben, unit: 'house' })).code).toBe('FORBIDDEN')
})

test('a username of several practitioners is none until one is named, and ended hats do not count', async () => {
  const made = await ward()
  const { north, ben, join, write, support, doctor } = made
  const one = await write(north, { type: 'Practitioner', name: 'one', content: { name: [{ family: 'Eve' }] } })
  const two = await write(north, { type: 'Practitioner', name: 'two', content: { name: [{ family: 'Eva' }] } })
  await join(north, { username: 'eve', role: 'DOCTOR', practitioner: one, end: Date.now() - 1 })
  expect((await act(made, support, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('FORBIDDEN')
  const nurse = await join(north, { username: 'eve', role: 'NURSE', practitioner: two })
  expect((await act(made, support, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('OK')
  expect(await charted(made, nurse, ben)).toBe(true)
  await join(north, { username: 'eve', role: 'PRIVACY', practitioner: one })
  const twice = await act(made, support, 'endCareTeam', { patient: ben, username: 'eve' })
  expect(twice.code).toBe('BAD_USER_INPUT')
  expect((await act(made, support, 'endCareTeam', { patient: ben, practitioner: two })).code).toBe('OK')
  expect(await charted(made, doctor, ben)).toBe(false)
})

test('a unit in the care team ties whoever is on shift there, or within it, while the shift lasts', async () => {
  let now = Date.now()
  const made = await ward({ now: () => now })
  const { north, ada, join, admin, doctor, support, query } = made
  const nora = await join(north, { username: 'nora', role: 'NURSE' })
  for (const input of [{ unit: 'surgery' }, { unit: 'ward-1', within: 'surgery' }])
    expect((await act(made, admin, 'createUnit', input)).code).toBe('OK')
  expect((await act(made, nora, 'startShift', { unit: 'ward-1', until: at(now + HOUR) })).code).toBe('FORBIDDEN')
  expect((await act(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'nora' })).code).toBe('OK')
  expect((await act(made, doctor, 'assignCareTeam', { patient: ada, unit: 'surgery' })).code).toBe('OK')
  expect(await charted(made, nora, ada)).toBe(false)
  expect((await act(made, nora, 'startShift', { unit: 'ward-1', until: at(now + HOUR) })).code).toBe('OK')
  expect(await charted(made, nora, ada)).toBe(true)
  expect((await query(nora, '{ patients { nodes { id } } }')).body.data.patients.nodes).toEqual([{ id: ada }])
  const weight = {
    patient: ada,
    code: { text: 'Weight' },
    valueQuantity: { value: 70, unit: 'kg' },
  }
  expect((await act(made, nora, 'recordObservation', weight)).code).toBe('OK')
  now += HOUR - 1
  expect(await charted(made, nora, ada)).toBe(true)
  now += 1
  expect(await charted(made, nora, ada)).toBe(false)
  expect((await query(nora, '{ patients { nodes { id } } }')).body.data.patients.nodes).toEqual([])
  expect((await act(made, nora, 'recordObservation', weight)).code).toBe('FORBIDDEN')
  expect((await act(made, nora, 'startShift', { unit: 'ward-1', until: at(now + HOUR) })).code).toBe('OK')
  expect((await act(made, nora, 'endShift', { unit: 'ward-1' })).code).toBe('OK')
  expect(await charted(made, nora, ada)).toBe(false)
  expect((await act(made, support, 'endCareTeam', { patient: ada, unit: 'surgery' })).code).toBe('OK')
})

test('units, rosters and shifts refuse what cannot be, and nothing is half-written', async () => {
  const made = await ward()
  const { admin, nurse, doctor, memory, north } = made
  const rows = () => memory.rows().filter(({ table, row }) => table === 'directory' && !String(row.pk).includes('#H#'))
  await act(made, admin, 'createUnit', { unit: 'u1' })
  for (let i = 2; i <= 8; i += 1) await act(made, admin, 'createUnit', { unit: `u${i}`, within: `u${i - 1}` })
  await act(made, admin, 'createUnit', { unit: 'other' })
  for (const unit of ['u8', 'other', 'u1']) await act(made, admin, 'rosterUnit', { unit, username: 'nurse' })
  const before = rows().length
  const soon = at(Date.now() + HOUR)
  for (const [user, name, input, code] of [
    [admin, 'createUnit', { unit: 'x', within: 'x' }, 'BAD_USER_INPUT'],
    [admin, 'createUnit', { unit: 'x', within: 'nowhere' }, 'BAD_USER_INPUT'],
    [admin, 'createUnit', { unit: 'u1' }, 'BAD_USER_INPUT'],
    [admin, 'createUnit', { unit: 'u9', within: 'u8' }, 'LIMIT_EXCEEDED'],
    [admin, 'createUnit', { unit: 'Not A Slug' }, 'BAD_USER_INPUT'],
    [doctor, 'createUnit', { unit: 'x' }, 'FORBIDDEN'],
    [admin, 'rosterUnit', { unit: 'nowhere', username: 'nurse' }, 'BAD_USER_INPUT'],
    [admin, 'rosterUnit', { unit: 'u1', username: 'nobody' }, 'BAD_USER_INPUT'],
    [admin, 'rosterUnit', { unit: 'u1', username: 'ada' }, 'BAD_USER_INPUT'],
    [nurse, 'startShift', { unit: 'u1', until: at(Date.now() - 1) }, 'BAD_USER_INPUT'],
    [nurse, 'startShift', { unit: 'u1', until: at(Date.now() + 25 * HOUR) }, 'BAD_USER_INPUT'],
    [nurse, 'startShift', { unit: 'u1', until: '2026-01-01' }, 'BAD_USER_INPUT'],
    [nurse, 'startShift', { unit: 'u2', until: soon }, 'FORBIDDEN'],
    [nurse, 'startShift', { unit: 'nowhere', until: soon }, 'FORBIDDEN'],
    [admin, 'startShift', { unit: 'u1', until: soon }, 'FORBIDDEN'],
    [nurse, 'endShift', { unit: 'u1' }, 'BAD_USER_INPUT'],
  ] as const)
    expect([name, input, (await act(made, user, name, input)).code]).toEqual([name, input, code])
  expect(rows().length).toBe(before)
  expect((await act(made, nurse, 'startShift', { unit: 'u8', until: soon })).code).toBe('OK')
  const ninth = await act(made, nurse, 'startShift', { unit: 'other', until: soon })
  expect(ninth.body.errors[0]).toMatchObject({
    message: 'A person is on 8 units at once at most, those around them included.',
    extensions: { code: 'LIMIT_EXCEEDED' },
  })
  // Those around it are among the eight.
  expect((await act(made, nurse, 'startShift', { unit: 'u1', until: soon })).code).toBe('OK')
  expect(rows().some(({ row }) => String(row.sk) === `A#s#${unitId(north.tenant, 'other')}`)).toBe(false)
})

test('a chart costs as many requests with eight units as with none', async () => {
  const made = await ward()
  const { admin, nurse, ada, memory, query } = made
  for (let i = 1; i <= 8; i += 1) {
    await act(made, admin, 'createUnit', { unit: `u${i}` })
    await act(made, admin, 'rosterUnit', { unit: `u${i}`, username: 'nurse' })
    await act(made, nurse, 'startShift', { unit: `u${i}`, until: at(Date.now() + HOUR) })
  }
  await query(nurse, '{ me { role } }')
  const before = { ...memory.calls }
  await query(
    nurse,
    `{ patient(id: "${ada}") { name { family } observations(first: 20) { nodes { code { text } } } } }`,
  )
  const { get, query: queries, transact } = memory.calls
  expect([get - before.get + queries - before.query, transact - before.transact]).toEqual([2, 1])
})

test('whoever leaves a team is shown nothing by leaving it', async () => {
  const made = await ward()
  const { ada, doctor } = made
  const select = 'patient { observations { nodes { id } } }'
  const left = await act(made, doctor, 'endCareTeam', { patient: ada, username: 'doctor' }, select)
  expect(left.body).toEqual({ data: { endCareTeam: { patient: null } } })
  expect(await charted(made, doctor, ada)).toBe(false)
})
