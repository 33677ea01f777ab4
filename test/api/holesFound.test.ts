import { expect, test, vi } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'
import { stored } from './ended.fixture.ts'
import { awsWard } from './faults.fixture.ts'

// docs/access.md, "One decision": "There, or not there." Who may not read the class of its id gets what he would get if
// it did not exist. A change of it, too, is then one of what does not exist.
test('a patient who does not exist for the caller is not changed by the caller, and a try tells nothing', async () => {
  const made = await ward()
  const { ada, support, doctor, patient, query } = made
  const rules = [{ type: 'DENY', classes: ['NAME'], roles: ['SUPPORT', 'DOCTOR'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  for (const as of [support, doctor])
    expect((await query(as, `{ patient(id: "${ada}") { id } }`)).body).toEqual({ data: { patient: null } })
  const before = stored(made)
  const nobody = 'b'.repeat(26)
  for (const [as, name, input] of [
    [support, 'updatePatientContact', { expectedVersion: 1, telecom: [] }],
    [support, 'updatePatientContact', { expectedVersion: 2, telecom: [] }],
    [support, 'recordConsent', { expectedVersion: 1, rules: [{ type: 'PERMIT' }] }],
    [support, 'recordConsent', { expectedVersion: 2, rules: [{ type: 'PERMIT' }] }],
    [doctor, 'recordObservation', { code: { text: 'x' }, valueString: 'x' }],
  ] as const) {
    const none = await act(made, as, name, { ...input, patient: nobody })
    const there = await act(made, as, name, { ...input, patient: ada })
    expect.soft([name, input, there.body]).toEqual([name, input, none.body])
  }
  expect.soft(stored(made).length).toBe(before.length)
})

test('somebody who stands for a patient, but not for the name, neither finds nor changes the patient', async () => {
  const made = await ward()
  const { north, ben, support, join, query } = made
  const pat = await join(north, { username: 'pat', role: 'PATIENT' })
  const to = { patient: ben, username: 'pat', basis: 'GUARDIAN', classes: ['CONTACT'] }
  expect((await act(made, support, 'assignProxy', to)).code).toBe('OK')
  expect((await query(pat, `{ patient(id: "${ben}") { telecom { value } } }`)).body).toEqual({
    data: { patient: null },
  })
  const telecom = [{ system: 'phone', value: '1' }]
  const { code } = await act(made, pat, 'updatePatientContact', { patient: ben, expectedVersion: 1, telecom })
  expect(code).toBe('FORBIDDEN')
})

// docs/access.md, "Consent": "A consent binds what staff and proxies write as what they read."
test('whom a patient denies a segment writes no record of it, by a label or by its code', async () => {
  const made = await ward()
  const { ada, nurse, doctor, patient, query } = made
  const rules = [{ type: 'DENY', segments: ['HIV'], roles: ['NURSE'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  // LOINC 75622-1: HIV 1 and 2 tests.
  for (const finding of [
    { code: { text: 'Test' }, segments: ['HIV'] },
    { code: { coding: [{ system: 'http://loinc.org', code: '75622-1' }] } },
  ])
    expect
      .soft((await act(made, nurse, 'recordObservation', { patient: ada, ...finding, valueString: 'x' })).code)
      .toBe('FORBIDDEN')
  const { body } = await query(doctor, `{ patient(id: "${ada}") { observations { nodes { segments } } } }`)
  expect.soft(body.data.patient.observations.nodes).toHaveLength(3)
})

test('an id that is empty names nothing: it neither labels the whole chart nor makes a consent without an id', async () => {
  const made = await ward()
  const { ada, doctor, patient } = made
  const before = stored(made)
  for (const of of [{ observation: '' }, { encounter: '' }, { observation: '', encounter: '' }]) {
    const { code } = await act(made, doctor, 'labelRecord', { patient: ada, ...of, segments: ['HIV'] })
    expect.soft(code).toMatch(/^(FORBIDDEN|BAD_USER_INPUT)$/)
  }
  const rules = [{ type: 'DENY', roles: ['NURSE'] }]
  for (const expectedVersion of [1, 4]) {
    const { code } = await act(made, patient, 'recordConsent', { patient: ada, consent: '', expectedVersion, rules })
    expect.soft(code).toMatch(/^(BAD_USER_INPUT|CONFLICT)$/)
  }
  expect.soft(stored(made).length).toBe(before.length)
})

// docs/access.md, "Emergencies": a doctor or nurse breaks the glass under one very membership.
test('an emergency of one hat is not in the way of another, and is not ended by it', async () => {
  const made = await ward()
  const { north, ben, join, query } = made
  const asDoctor = await join(north, { username: 'fay', role: 'DOCTOR' })
  const asNurse = await join(north, { username: 'fay', role: 'NURSE' })
  const open = async (as: typeof asDoctor) =>
    (await query(as, `{ patient(id: "${ben}") { observations { nodes { id } } } }`)).body.data.patient.observations !==
    null
  expect((await act(made, asDoctor, 'breakGlass', { patient: ben, reason: 'Shock' })).code).toBe('OK')
  expect([await open(asDoctor), await open(asNurse)]).toEqual([true, false])
  expect.soft((await act(made, asNurse, 'endBreakGlass', { patient: ben })).code).toBe('FORBIDDEN')
  expect.soft(await open(asDoctor)).toBe(true)
  expect.soft((await act(made, asNurse, 'breakGlass', { patient: ben, reason: 'Shock' })).code).toBe('OK')
  expect.soft([await open(asDoctor), await open(asNurse)]).toEqual([true, true])
})

test('an id that is longer than a key of DynamoDB is refused as one that nobody has, and is no failure of a service', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { ada, doctor, support, privacy, admin, calm, close } = await awsWard()
  const long = 'b'.repeat(2_100)
  for (const [as, name, input] of [
    [doctor, 'labelRecord', `patient: "${ada}", segments: [HIV], observation: "${long}"`],
    [support, 'assignCareTeam', `patient: "${ada}", practitioner: "${long}"`],
    [privacy, 'closeReview', `expectedVersion: 1, finding: UNCLEAR, review: "${long}"`],
    [admin, 'mergePatients', `patient: "${ada}", into: "${long}"`],
  ] as const) {
    const query = `mutation { ${name}(input: { idempotencyKey: "k", ${input} }) { __typename } }`
    const { status, body } = await calm.ask(as, { query })
    expect.soft([name, status, body.errors[0].extensions.code]).toEqual([name, 200, 'FORBIDDEN'])
  }
  await close()
  vi.restoreAllMocks()
})
