import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const coded = (code: string, system = RXNORM) => ({ coding: [{ system, code }] })
const SELECT = 'medicationRequest { id version } warnings { id code { coding { code } } } checked'

type Made = Awaited<ReturnType<typeof ward>>

const prescribe = ({ doctor, ada, ...made }: Made, more: object = {}, code = '7980') =>
  act(
    { ...made },
    doctor,
    'recordMedicationRequest',
    { patient: ada, medicationCodeableConcept: coded(code), ...more },
    SELECT,
  )

async function allergic(
  made: Made,
  content: object = {},
  segments: readonly ('HIV' | 'PSYCHOTHERAPY' | 'NORMAL')[] = ['NORMAL'],
) {
  const { north, write, ada } = made
  return write(north, {
    type: 'AllergyIntolerance',
    name: `allergy ${JSON.stringify(content)} ${segments}`,
    patient: ada,
    segments,
    content: {
      patient: { reference: ada },
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: coded('7980'),
      ...content,
    },
  })
}

test('a prescription that an allergy names is not written until the allergy is acknowledged', async () => {
  const made = await ward()
  const allergy = await allergic(made)
  const rows = () => made.memory.rows().filter(({ table }) => table === 'records').length
  const before = rows()
  const warned = await prescribe(made)
  expect(warned.body.errors).toBeUndefined()
  expect(warned.done).toMatchObject({
    medicationRequest: null,
    warnings: [{ id: allergy, code: { coding: [{ code: '7980' }] } }],
  })
  expect(warned.done.checked).toMatch(/ingredient/)
  expect(rows()).toBe(before)
  expect((await prescribe(made, { acknowledged: ['a'.repeat(26)] })).done.medicationRequest).toBeNull()
  const written = await prescribe(made, { acknowledged: [allergy] })
  expect(written.done).toMatchObject({ medicationRequest: { version: 1 }, warnings: [{ id: allergy }] })
  expect(rows()).toBe(before + 1)
})

test.each([
  ['another code', { code: coded('1191') }],
  ['the same code of another system', { code: coded('7980', 'http://snomed.info/sct') }],
  ['one that is over', { clinicalStatus: { coding: [{ code: 'resolved' }] } }],
  ['one that was refuted', { verificationStatus: { coding: [{ code: 'refuted' }] } }],
  ['one entered in error', { verificationStatus: { coding: [{ code: 'entered-in-error' }] } }],
  ['one in words', { code: { text: '7980' } }],
])('%s does not stop a prescription', async (_name, content) => {
  const made = await ward()
  await allergic(made, content)
  expect((await prescribe(made)).done).toMatchObject({ medicationRequest: { version: 1 }, warnings: [] })
})

test('a reaction to the substance stops it, and so does one that is inactive', async () => {
  for (const content of [
    { code: coded('1'), reaction: [{ substance: coded('7980') }] },
    { clinicalStatus: { coding: [{ code: 'inactive' }] } },
  ]) {
    const made = await ward()
    await allergic(made, content)
    expect((await prescribe(made)).done.medicationRequest).toBeNull()
  }
})

test('an allergy that the prescriber may not know of changes nothing of the reply', async () => {
  const [plain, hidden] = [await ward(), await ward()]
  await allergic(hidden, {}, ['PSYCHOTHERAPY'])
  const [one, other] = [await prescribe(plain), await prescribe(hidden)]
  const without = ({ body }: typeof one) => JSON.stringify(body).replace(/"id":"[a-z2-7]{26}"/g, '')
  expect(without(other)).toBe(without(one))
  expect(other.done.warnings).toEqual([])
})

test('a changed medication is looked at as a new one, any other change is not', async () => {
  const made = await ward()
  const { doctor, ada } = made
  const { done } = await prescribe(made, {}, '314076')
  const allergy = await allergic(made)
  const amend = (more: object) =>
    act(
      made,
      doctor,
      'amendMedicationRequest',
      { patient: ada, medicationRequest: done.medicationRequest.id, expectedVersion: 1, ...more },
      SELECT,
    )
  expect((await amend({ medicationCodeableConcept: coded('7980') })).done).toMatchObject({
    medicationRequest: null,
    warnings: [{ id: allergy }],
  })
  expect((await amend({ status: 'on-hold' })).done).toMatchObject({ medicationRequest: { version: 2 }, warnings: [] })
})

test('nurses prescribe nothing, and stop nothing', async () => {
  const made = await ward()
  const { nurse, ada } = made
  expect(
    (await act(made, nurse, 'recordMedicationRequest', { patient: ada, medicationCodeableConcept: coded('1') })).code,
  ).toBe('FORBIDDEN')
  const { done } = await prescribe(made)
  const { id } = done.medicationRequest
  const error = await act(made, nurse, 'markEnteredInError', {
    patient: ada,
    medicationRequest: id,
    expectedVersion: 1,
  })
  expect(error.code).toBe('FORBIDDEN')
})

test('a chart is reconciled as a whole: each open prescription and allergy is decided about, at the version that was seen', async () => {
  const made = await ward()
  const { doctor, nurse, query, ada } = made
  const [stop, keep] = [
    (await prescribe(made, {}, '1')).done.medicationRequest.id,
    (await prescribe(made, {}, '2')).done.medicationRequest.id,
  ]
  await prescribe(made, { status: 'completed' }, '3')
  const allergy = await allergic(made)
  const medication = (medicationRequest: string, status: string, expectedVersion = 1) => ({
    medicationRequest,
    status,
    expectedVersion,
  })
  const reaction = (clinicalStatus: string) => ({ allergyIntolerance: allergy, clinicalStatus, expectedVersion: 1 })
  const reconcile = (medicationRequests: object[], allergyIntolerances: object[], as = doctor) =>
    act(
      made,
      as,
      'reconcileChart',
      { patient: ada, medicationRequests, allergyIntolerances },
      'medicationRequests { id version status } allergyIntolerances { id version }',
    )
  const whole = [medication(stop, 'stopped'), medication(keep, 'active')]
  const rows = () => JSON.stringify(made.memory.rows().filter(({ table }) => table === 'records'))
  const before = rows()
  expect((await reconcile(whole.slice(0, 1), [reaction('active')])).code).toBe('CONFLICT')
  expect((await reconcile(whole, [])).code).toBe('CONFLICT')
  expect(
    (await reconcile([medication(stop, 'stopped', 2), medication(keep, 'active')], [reaction('active')])).code,
  ).toBe('CONFLICT')
  expect((await reconcile([...whole, medication('a'.repeat(26), 'active')], [reaction('active')])).code).toBe(
    'FORBIDDEN',
  )
  expect((await reconcile([...whole, medication(keep, 'active')], [reaction('active')])).code).toBe('BAD_USER_INPUT')
  expect(
    (await reconcile([medication(stop, 'entered-in-error'), medication(keep, 'active')], [reaction('active')])).code,
  ).toBe('BAD_USER_INPUT')
  // A nurse may go through the chart, and stops no prescription.
  expect((await reconcile(whole, [reaction('active')], nurse)).code).toBe('FORBIDDEN')
  expect(rows()).toBe(before)
  const { done } = await reconcile(whole, [reaction('resolved')])
  expect(new Set(done.medicationRequests.map((one: object) => JSON.stringify(one)))).toEqual(
    new Set(
      [
        { id: stop, version: 2, status: 'stopped' },
        { id: keep, version: 1, status: 'active' },
      ].map((one) => JSON.stringify(one)),
    ),
  )
  expect(done.allergyIntolerances).toEqual([{ id: allergy, version: 2 }])
  const open = await query(
    doctor,
    `{ patient(id: "${ada}") { medicationRequests(status: "active") { nodes { id } } allergyIntolerances(status: "active") { nodes { id } } } }`,
  )
  expect(open.body.data.patient).toEqual({
    medicationRequests: { nodes: [{ id: keep }] },
    allergyIntolerances: { nodes: [] },
  })
  const nurses = await reconcile([medication(keep, 'active')], [], nurse)
  expect(nurses.code).toBe('OK')
})

test('what the caller may not know of is no matter of a reconciliation', async () => {
  const made = await ward()
  const { doctor, ada } = made
  const hidden = await allergic(made, {}, ['PSYCHOTHERAPY'])
  const reconcile = (allergyIntolerances: object[]) =>
    act(made, doctor, 'reconcileChart', { patient: ada, medicationRequests: [], allergyIntolerances })
  expect((await reconcile([])).code).toBe('OK')
  const known = await reconcile([{ allergyIntolerance: hidden, clinicalStatus: 'resolved', expectedVersion: 1 }])
  const unknown = await reconcile([
    { allergyIntolerance: 'a'.repeat(26), clinicalStatus: 'resolved', expectedVersion: 1 },
  ])
  expect([known.code, known.body]).toEqual(['FORBIDDEN', unknown.body])
})

test('one record is marked in error at a time, and only one of a kind that people write', async () => {
  const made = await ward()
  const { doctor, ada, visit } = made
  const { done } = await prescribe(made)
  const { id } = done.medicationRequest
  const mark = (more: object) => act(made, doctor, 'markEnteredInError', { patient: ada, expectedVersion: 1, ...more })
  expect((await mark({})).code).toBe('BAD_USER_INPUT')
  expect((await mark({ medicationRequest: id, condition: id })).code).toBe('BAD_USER_INPUT')
  expect((await mark({ encounter: visit })).code).toBe('BAD_USER_INPUT')
  expect((await mark({ condition: id })).code).toBe('FORBIDDEN')
  expect((await mark({ medicationRequest: id, expectedVersion: 7 })).code).toBe('CONFLICT')
  expect((await mark({ medicationRequest: id })).code).toBe('OK')
})

test('what was stopped is ordered anew under the same precaution, and not by a reconciliation', async () => {
  const made = await ward()
  const { doctor, ada } = made
  const { id } = (await prescribe(made)).done.medicationRequest
  const amend = (expectedVersion: number, more: object) =>
    act(
      made,
      doctor,
      'amendMedicationRequest',
      { patient: ada, medicationRequest: id, expectedVersion, ...more },
      SELECT,
    )
  expect((await amend(1, { status: 'stopped' })).code).toBe('OK')
  const allergy = await allergic(made)
  expect((await amend(2, { status: 'active' })).done).toMatchObject({
    medicationRequest: null,
    warnings: [{ id: allergy }],
  })
  const again = await act(made, doctor, 'reconcileChart', {
    patient: ada,
    medicationRequests: [{ medicationRequest: id, expectedVersion: 2, status: 'active' }],
    allergyIntolerances: [{ allergyIntolerance: allergy, expectedVersion: 1, clinicalStatus: 'active' }],
  })
  expect(again.code).toBe('BAD_USER_INPUT')
  expect((await amend(2, { status: 'active', acknowledged: [allergy] })).done.medicationRequest).toMatchObject({
    version: 3,
  })
})

test('nothing is hidden behind a blank, and what warns is on record though only the order is asked for', async () => {
  const made = await ward()
  const { doctor, ada } = made
  const allergy = await allergic(made)
  const input = { patient: ada, medicationCodeableConcept: coded('7980 ', `${RXNORM} `) }
  const { done } = await act(made, doctor, 'recordMedicationRequest', input, 'medicationRequest { id }')
  expect(done.medicationRequest).toBeNull()
  const lines = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [String(row.r)] : []))
  expect(lines.some((line) => line.includes(`"AllergyIntolerance","${allergy}"`))).toBe(true)
})
