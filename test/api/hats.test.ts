import { memberKey, memberPeriodAction } from '@wardgraph/records'
import { expect, test } from 'vitest'
import type { User } from '../fixtures/clinic.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const ME = '{ me { username role tenant } }'
const chart = (id: string) => `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }`

test('a token names one membership: none, several, another’s or one that is not there is refused', async () => {
  const { north, south, doctor, nurse, join, query, issuer } = await ward()
  const patientHat = await join(north, { username: 'doctor', role: 'PATIENT' })
  const away = await join(south, { username: 'doctor', role: 'NURSE' })
  const name = ({ tenant, person, membership }: User) => `${tenant}.${person}.${membership}`
  const withClaim = (claim: unknown) => ({
    ...doctor,
    token: issuer.token({
      subject: doctor.person,
      username: 'doctor',
      ttl: 60,
      claims: claim === undefined ? {} : { 'wardgraph:membership': claim },
    }),
  })
  const role = async (user: User) => {
    const { status, body } = await query(user, ME)
    return status === 200 ? `${body.data.me.role} ${body.data.me.tenant}` : status
  }
  expect(await role(withClaim(name(doctor)))).toBe('DOCTOR north')
  expect(await role(withClaim(name(patientHat)))).toBe('PATIENT north')
  expect(await role(withClaim(name(away)))).toBe('NURSE south')
  for (const claim of [
    undefined,
    '',
    [name(doctor), name(patientHat)],
    `${name(doctor)},${name(patientHat)}`,
    `${doctor.tenant}.${doctor.person}`,
    `${doctor.tenant}.${doctor.person}.${nurse.membership}`,
    `${doctor.tenant}.${nurse.person}.${doctor.membership}`,
    `${south.tenant}.${doctor.person}.${doctor.membership}`,
    `${doctor.tenant}.${doctor.person}.${'a'.repeat(26)}`,
  ])
    expect([claim, await role(withClaim(claim))]).toEqual([claim, 401])
})

test('relations are the hat’s own: a staff hat is never SELF, a patient’s hat never in the care team', async () => {
  const made = await ward()
  const { north, ada, ben, dora, doctor, join, query } = made
  const asPatient = await join(north, { username: 'doctor', role: 'PATIENT', patient: ben })
  await treat(made, north, { patient: ben, actor: dora })
  expect((await query(asPatient, chart(ben))).body.data.patient.observations).not.toBeNull()
  expect((await query(asPatient, chart(ada))).body.data.patient).toBeNull()
  expect((await query(doctor, chart(ada))).body.data.patient.observations).not.toBeNull()
  // The doctor treats this patient, who is the doctor: outside the care team, by default.
  expect((await query(doctor, chart(ben))).body.data.patient).toEqual({
    name: [{ family: 'Bauer' }],
    observations: null,
  })
  expect((await query(doctor, '{ patients { nodes { id } } }')).body.data.patients.nodes).toEqual([{ id: ada }])
})

test('a tenant may decide that staff treat themselves', async () => {
  const made = await ward({ rules: { ownChart: 'INSIDE' } })
  const { north, ben, dora, doctor, join, query } = made
  await join(north, { username: 'doctor', role: 'PATIENT', patient: ben })
  await treat(made, north, { patient: ben, actor: dora })
  expect((await query(doctor, chart(ben))).body.data.patient.observations).not.toBeNull()
})

test('a locum’s membership begins and ends by itself, to the millisecond', async () => {
  const clock = { now: Date.now() }
  const { north, join, query } = await ward({ now: () => clock.now })
  const [start, end] = [clock.now + 1_000, clock.now + 2_000]
  const locum = await join(north, { username: 'locum', role: 'DOCTOR', start, end })
  const seen: [number, number][] = []
  for (const at of [start - 1, start, end - 1, end]) {
    clock.now = at
    seen.push([at - start, (await query(locum, ME)).status])
  }
  expect(seen).toEqual([
    [-1, 401],
    [0, 200],
    [999, 200],
    [1_000, 401],
  ])
})

test('a membership that is ended early works 30 seconds longer at most', async () => {
  const clock = { now: Date.now() }
  const { north, nurse, memory, query } = await ward({ now: () => clock.now })
  expect((await query(nurse, ME)).status).toBe(200)
  const [row] = await memory.get([memberKey(north.tenant, nurse)])
  const action = memberPeriodAction(north, row ?? {}, { start: null, end: clock.now })
  await memory.transact([action], { token: 'end' })
  clock.now += 30_000
  expect((await query(nurse, ME)).status).toBe(401)
})

test('a job has one purpose, whatever its role would allow', async () => {
  const { service, query, north, join } = await ward()
  const job = await join(north, { username: 'feed', role: 'SERVICE', purpose: 'HOPERAT' })
  expect((await query(job, ME)).status).toBe(200)
  expect((await query(job, ME, { headers: { 'x-purpose-of-use': 'TREAT' } })).body.errors[0].extensions.code).toBe(
    'FORBIDDEN',
  )
  const billing = await join(north, { username: 'billing', role: 'SUPPORT', purpose: 'HPAYMT' })
  const stated = async (purpose: string) =>
    (await query(billing, ME, { headers: { 'x-purpose-of-use': purpose } })).body.errors?.[0].extensions.code ?? 'OK'
  expect([await stated('HPAYMT'), await stated('HOPERAT')]).toEqual(['OK', 'FORBIDDEN'])
  expect((await query(service, ME)).status).toBe(200)
})
