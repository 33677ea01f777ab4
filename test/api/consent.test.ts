import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const chart = (id: string) =>
  `{ patient(id: "${id}") { version name { family } telecom { value } encounters { nodes { status } } observations { nodes { id } } } }`
const rules = (...all: readonly object[]) => ({ rules: all })

async function withConsents() {
  const clock = { now: Date.now() }
  const made = await ward({ now: () => clock.now })
  const { ada, patient, query } = made
  let version = 1
  /** Records rules as the patient; the version goes up by one. */
  async function say(...all: readonly object[]) {
    const { code } = await act(made, patient, 'recordConsent', {
      patient: ada,
      expectedVersion: version,
      ...rules(...all),
    })
    expect(code).toBe('OK')
    version += 1
  }
  const see = async (user: User) => (await query(user, chart(ada))).body
  const findings = async (user: User) => (await see(user)).data.patient?.observations?.nodes.length ?? null
  return { ...made, clock, say, see, findings }
}

test('a patient denies nurses the findings: the nurse is denied, doctor and patient are not', async () => {
  const { say, see, findings, nurse, doctor, patient } = await withConsents()
  expect(await findings(nurse)).toBe(3)
  await say({ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] })
  const body = await see(nurse)
  expect(body.data.patient).toMatchObject({ name: [{ family: 'Adler' }], observations: null })
  expect(body.errors).toMatchObject([{ path: ['patient', 'observations'], extensions: { code: 'FORBIDDEN' } }])
  expect([await findings(doctor), await findings(patient)]).toEqual([3, 3])
})

test('the more specific wins, then deny: all nurses are denied, one is permitted', async () => {
  const { say, findings, nurse, nils, patient } = await withConsents()
  await say({ type: 'DENY', roles: ['NURSE'] })
  expect(await findings(nurse)).toBeNull()
  await say({ type: 'PERMIT', roles: ['NURSE'] })
  expect(await findings(nurse)).toBeNull()
  await say({ type: 'PERMIT', persons: [nils] })
  expect(await findings(nurse)).toBe(3)
  await say({ type: 'DENY', persons: [nils], classes: ['CLINICAL'] })
  expect(await findings(nurse)).toBeNull()
  expect(await findings(patient)).toBe(3)
})

test('a denial of everything leaves the name to those who register, and can be taken back at the desk', async () => {
  const made = await withConsents()
  const { ada, say, see, support, doctor, query } = made
  await say({ type: 'DENY' })
  expect((await see(doctor)).data.patient).toMatchObject({ name: [{ family: 'Adler' }], telecom: null })
  const { body } = await query(support, `{ patient(id: "${ada}") { version consents { id rules { type } } } }`)
  expect(body.data.patient).toMatchObject({ version: 2, consents: [{ rules: [{ type: 'DENY' }] }] })
  const [{ id: consent }] = body.data.patient.consents
  const back = { patient: ada, consent, expectedVersion: 2, rules: [] }
  expect((await act(made, support, 'recordConsent', back)).code).toBe('OK')
  expect((await see(doctor)).data.patient.observations.nodes).toHaveLength(3)
})

test('a denial by name of the class NAME hides the patient, but not from itself', async () => {
  const { say, see, doctor, patient } = await withConsents()
  await say({ type: 'DENY', classes: ['NAME'], roles: ['DOCTOR'] })
  expect(await see(doctor)).toEqual({ data: { patient: null } })
  expect((await see(patient)).data.patient.name).toEqual([{ family: 'Adler' }])
})

test('a period counts from and to the second', async () => {
  const { say, findings, nurse, clock } = await withConsents()
  const second = Math.ceil(clock.now / 1000) * 1000
  const at = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')
  await say({ type: 'DENY', roles: ['NURSE'], start: at(second + 2_000), end: at(second + 4_000) })
  const seen: [number, number | null][] = []
  for (const after of [1_999, 2_000, 3_999, 4_000]) {
    clock.now = second + after
    seen.push([after, await findings(nurse)])
  }
  expect(seen).toEqual([
    [1_999, 3],
    [2_000, null],
    [3_999, null],
    [4_000, 3],
  ])
})

test('Part 2 records exist for the team once a permission names them, and no longer than that', async () => {
  const made = await withConsents()
  const { north, ada, write, say, findings, doctor, patient } = made
  await write(north, {
    type: 'Observation',
    name: 'program',
    patient: ada,
    segments: ['PART2'],
    content: { status: 'final', code: { text: 'Screening' }, subject: { reference: ada }, valueString: 'x' },
  })
  expect([await findings(doctor), await findings(patient)]).toEqual([3, 4])
  await say({ type: 'PERMIT' })
  expect(await findings(doctor)).toBe(3)
  await say({ type: 'PERMIT', segments: ['PART2'], purposes: ['TREAT'] })
  expect(await findings(doctor)).toBe(4)
})

test('a denial of a segment hides its records without a trace, and leaves the others', async () => {
  const made = await withConsents()
  const { north, ada, write, say, see, doctor, nurse } = made
  await write(north, {
    type: 'Observation',
    name: 'hiv',
    patient: ada,
    segments: ['HIV'],
    content: { status: 'final', code: { text: 'Test' }, subject: { reference: ada }, valueString: 'x' },
  })
  await say({ type: 'DENY', segments: ['HIV'], roles: ['NURSE'] })
  const body = await see(nurse)
  expect(body.errors).toBeUndefined()
  expect(body.data.patient.observations.nodes).toHaveLength(3)
  expect((await see(doctor)).data.patient.observations.nodes).toHaveLength(4)
})

test('an emergency is denied only by a rule that names it', async () => {
  const made = await withConsents()
  const { ada, say, findings, nurse, doctor } = made
  await say({ type: 'DENY' })
  await act(made, nurse, 'breakGlass', { patient: ada, reason: 'Shock' })
  expect(await findings(nurse)).toBe(3)
  await say({ type: 'DENY', purposes: ['ETREAT'], classes: ['CLINICAL'] })
  expect([await findings(nurse), await findings(doctor)]).toEqual([null, null])
})

test('where the tenant’s default is to deny, the chart is closed until the patient permits, and can still be found', async () => {
  const made = await ward({ rules: { consent: 'DENY' } })
  const { ada, doctor, patient, query } = made
  expect((await query(doctor, chart(ada))).body.data.patient).toMatchObject({
    name: [{ family: 'Adler' }],
    encounters: { nodes: [] },
    observations: { nodes: [] },
  })
  await act(made, patient, 'recordConsent', {
    patient: ada,
    expectedVersion: 1,
    rules: [{ type: 'PERMIT', roles: ['DOCTOR'] }],
  })
  expect((await query(doctor, chart(ada))).body.data.patient.observations.nodes).toHaveLength(3)
})

test('what is no consent is refused with a code, and nothing is written', async () => {
  const made = await withConsents()
  const { ada, patient, doctor, nurse, support, admin, memory } = made
  const versions = () => memory.rows().filter(({ row }) => String(row.sk).startsWith('H#P#')).length
  const to = { patient: ada, expectedVersion: 1 }
  for (const [user, input, code] of [
    [patient, { ...to, rules: [{ type: 'DENY', classes: ['UNKNOWN'] }] }, 'BAD_USER_INPUT'],
    [patient, { ...to, rules: [{ type: 'MAYBE' }] }, 'BAD_USER_INPUT'],
    [patient, { ...to, rules: [{ type: 'DENY', segments: [] }] }, 'BAD_USER_INPUT'],
    [patient, { ...to, rules: [{ type: 'DENY', persons: ['Dr. Dorn'] }] }, 'BAD_USER_INPUT'],
    [patient, { ...to, rules: [{ type: 'DENY', start: '2026-02-01', end: '2026-01-01' }] }, 'BAD_USER_INPUT'],
    [patient, { ...to, rules: Array.from({ length: 51 }, () => ({ type: 'DENY' })) }, 'BAD_USER_INPUT'],
    [patient, { ...to, consent: 'a'.repeat(26), rules: [] }, 'BAD_USER_INPUT'],
    [patient, { ...to, expectedVersion: 2, rules: [{ type: 'DENY' }] }, 'CONFLICT'],
    ...[doctor, nurse, admin].map((user) => [user, { ...to, rules: [{ type: 'PERMIT' }] }, 'FORBIDDEN'] as const),
    [support, { ...to, patient: 'a'.repeat(26), rules: [{ type: 'DENY' }] }, 'FORBIDDEN'],
  ] as const)
    expect([input, (await act(made, user, 'recordConsent', input)).code]).toEqual([input, code])
  expect(versions()).toBe(0)
})

test('what a patient denied binds what staff write, too', async () => {
  const made = await withConsents()
  const { ada, say, nurse, doctor } = made
  await say({ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] })
  const finding = { patient: ada, code: { text: 'Pain' }, valueString: 'mild' }
  expect((await act(made, nurse, 'recordObservation', finding)).code).toBe('FORBIDDEN')
  expect((await act(made, doctor, 'recordObservation', finding)).code).toBe('OK')
})
