import { expect, test } from 'vitest'
import { place } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const RECORD = `mutation Record($input: RecordObservationInput!) {
  recordObservation(input: $input) {
    observation { id version status code { coding { code } } valueQuantity { value unit } subject { name { family } } performer { name { family } } }
  }
}`
const CONTACT = `mutation Contact($input: UpdatePatientContactInput!) {
  updatePatientContact(input: $input) { patient { version telecom { value } name { family } managingOrganization { name } } }
}`
const weight = (patient: string, idempotencyKey: string, value = 70) => ({
  input: {
    patient,
    idempotencyKey,
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    valueQuantity: { value, unit: 'kg' },
    effectiveDateTime: '2026-02-01T08:00:00Z',
  },
})

test('a doctor of the care team records a finding and sees it in the chart', async () => {
  const { query, doctor, ada } = await ward()
  const { body } = await query(doctor, RECORD, { variables: weight(ada, 'a') })
  expect(body.errors).toBeUndefined()
  expect(body.data.recordObservation.observation).toMatchObject({
    version: 1,
    status: 'final',
    valueQuantity: { value: 70, unit: 'kg' },
    subject: { name: [{ family: 'Adler' }] },
    performer: [{ name: [{ family: 'Dorn' }] }],
  })
  const chart = await query(
    doctor,
    `{ patient(id: "${ada}") { latest: observations(first: 1) { nodes { id valueQuantity { value } } } coded: observations(code: "29463-7") { nodes { id } } } }`,
  )
  expect(chart.body.data.patient.latest.nodes).toEqual([
    { id: body.data.recordObservation.observation.id, valueQuantity: { value: 70 } },
  ])
  expect(chart.body.data.patient.coded.nodes).toHaveLength(1)
})

test('the same wish twice has one effect and is answered alike; another wish under its key conflicts', async () => {
  const { query, doctor, ada } = await ward()
  const [first, twin, again] = [
    ...(await Promise.all([
      query(doctor, RECORD, { variables: weight(ada, 'k') }),
      query(doctor, RECORD, { variables: weight(ada, 'k') }),
    ])),
    await query(doctor, RECORD, { variables: weight(ada, 'k') }),
  ]
  expect(first?.body.errors).toBeUndefined()
  expect(twin?.body).toEqual(first?.body)
  expect(again?.body).toEqual(first?.body)
  const other = await query(doctor, RECORD, { variables: weight(ada, 'k', 71) })
  expect(other.status).toBe(200)
  expect(other.body).toMatchObject({
    data: { recordObservation: null },
    errors: [{ path: ['recordObservation'], extensions: { code: 'CONFLICT' } }],
  })
  const chart = await query(doctor, `{ patient(id: "${ada}") { observations(code: "29463-7") { nodes { id } } } }`)
  expect(chart.body.data.patient.observations.nodes).toHaveLength(1)
})

test('who may not write is refused alike for a patient who is there and one who is not', async () => {
  const { query, doctor, nurse, patient, support, admin, stranger, ada, ben, cleo, memory } = await ward()
  const rows = () => memory.rows().filter(({ table }) => table === 'records').length
  const before = rows()
  for (const [user, id] of [
    [doctor, ben],
    [doctor, cleo],
    [doctor, 'a'.repeat(26)],
    [nurse, ben],
    [patient, ada],
    [support, ada],
    [admin, ada],
    [stranger, ada],
  ] as const) {
    const { body } = await query(user, RECORD, { variables: weight(id, 'x') })
    expect(body).toEqual({
      errors: [{ message: 'Not permitted.', path: ['recordObservation'], extensions: { code: 'FORBIDDEN' } }],
      data: { recordObservation: null },
    })
  }
  expect(rows()).toBe(before)
})

test('a patient and the registration desk change contact data; the version decides who was first', async () => {
  const { query, patient, support, doctor, nurse, ada } = await ward()
  const to = (value: string, expectedVersion: number) => ({
    input: { patient: ada, expectedVersion, idempotencyKey: value, telecom: [{ system: 'phone', value, use: 'home' }] },
  })
  const own = await query(patient, CONTACT, { variables: to('555-0101', 1) })
  expect(own.body).toEqual({
    data: {
      updatePatientContact: {
        patient: {
          version: 2,
          telecom: [{ value: '555-0101' }],
          name: [{ family: 'Adler' }],
          managingOrganization: { name: 'North Hospital' },
        },
      },
    },
  })
  const late = await query(support, CONTACT, { variables: to('555-0102', 1) })
  expect(late.body).toMatchObject({
    data: { updatePatientContact: null },
    errors: [{ extensions: { code: 'CONFLICT' } }],
  })
  const desk = await query(support, CONTACT, { variables: to('555-0102', 2) })
  expect(desk.body.data.updatePatientContact.patient).toMatchObject({ version: 3, telecom: [{ value: '555-0102' }] })
  for (const user of [doctor, nurse])
    expect((await query(user, CONTACT, { variables: to('555-0103', 3) })).body.errors[0].extensions.code).toBe(
      'FORBIDDEN',
    )
})

test('of two changes at once one wins and the other conflicts', async () => {
  const { query, patient, support, ada } = await ward()
  const to = (value: string) => ({
    input: { patient: ada, expectedVersion: 1, idempotencyKey: value, telecom: [{ system: 'phone', value }] },
  })
  const replies = await Promise.all([
    query(patient, CONTACT, { variables: to('555-1') }),
    query(support, CONTACT, { variables: to('555-2') }),
  ])
  expect(replies.map(({ body }) => body.errors?.[0].extensions.code ?? 'OK').sort()).toEqual(['CONFLICT', 'OK'])
})

test('a version that was replaced is kept as history, with its parts as they were', async () => {
  const { query, patient, ada, memory, north } = await ward()
  const [before] = await memory.get([place(north, { type: 'Patient', id: ada, patient: null })])
  await query(patient, CONTACT, {
    variables: { input: { patient: ada, expectedVersion: 1, idempotencyKey: 'h', address: [{ city: 'Bern' }] } },
  })
  const [now] = await memory.get([place(north, { type: 'Patient', id: ada, patient: null })])
  const [history] = await memory.query({ table: 'records', pk: `${north.tenant}#P#${ada}`, prefix: 'H#' })
  expect(history?.sk).toBe(`H#P#${ada}#00000001`)
  expect(history?.CONTACT).toEqual(before?.CONTACT)
  expect(now?.CONTACT).not.toEqual(before?.CONTACT)
  expect(now?.NAME).toEqual(before?.NAME)
  expect(now?.IDENTIFIER).toEqual(before?.IDENTIFIER)
})

test('a care-team relation that ends between decision and write stops the write', async () => {
  let meddle: (() => Promise<void>) | undefined
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        await meddle?.()
        return table.transact(actions, options)
      },
    }),
  })
  const { query, doctor, ada, dora, memory, north } = made
  meddle = async () => {
    meddle = undefined
    const key = { table: 'directory' as const, pk: `${north.tenant}#P#${ada}`, sk: `S#${dora}` }
    const row = north.protect({
      table: 'directory',
      row: { pk: key.pk, sk: key.sk, start: 0, end: 1, basis: 'encounter', w: 2 },
    })
    await memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
  }
  const { body } = await query(doctor, RECORD, { variables: weight(ada, 'late') })
  expect(body).toEqual({
    errors: [{ message: 'Not permitted.', path: ['recordObservation'], extensions: { code: 'FORBIDDEN' } }],
    data: { recordObservation: null },
  })
  expect(
    (await query(doctor, `{ patient(id: "${ada}") { observations(code: "29463-7") { nodes { id } } } }`)).body.data
      .patient.observations,
  ).toBeNull()
})

test('input that FHIR would refuse is refused with the name of its field and no value', async () => {
  const { query, doctor, patient, ada } = await ward()
  const secret = 'secret-7351'
  const bad = [
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' } }],
    [
      doctor,
      RECORD,
      { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueString: 'a', valueQuantity: { value: 1 } },
    ],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: {}, valueString: secret }],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueString: 'a', status: secret }],
    [
      doctor,
      RECORD,
      { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueString: 'a', effectiveDateTime: secret },
    ],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'not a key!', code: { text: 'x' }, valueString: secret }],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueQuantity: { value: secret } }],
    [
      patient,
      CONTACT,
      { patient: ada, expectedVersion: 1, idempotencyKey: 'a', telecom: [{ system: secret, value: '1' }] },
    ],
    [patient, CONTACT, { patient: ada, expectedVersion: 1, idempotencyKey: 'a' }],
    [patient, CONTACT, { patient: ada, expectedVersion: 1, idempotencyKey: 'a', telecom: null }],
    [patient, CONTACT, { patient: ada, expectedVersion: 1, idempotencyKey: 'a', telecom: [], address: null }],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueString: '  ' }],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, valueCodeableConcept: {} }],
    [doctor, RECORD, { patient: ada, idempotencyKey: 'a', code: { text: 'x' }, component: [{ code: { text: 'y' } }] }],
  ] as const
  for (const [user, document, input] of bad) {
    const { status, body, text } = await query(user, document, { variables: { input } })
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(text).not.toContain(secret)
    expect(body.data).toBeUndefined()
  }
})

test('a number that JSON cannot hold is no value', async () => {
  const { query, doctor, ada } = await ward()
  const of = (value: string) =>
    `mutation { recordObservation(input: { patient: "${ada}", idempotencyKey: "n", code: { text: "x" }, valueQuantity: { value: ${value} } }) { observation { id } } }`
  expect((await query(doctor, of('1e400'))).body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect((await query(doctor, of('1e4'))).body.errors).toBeUndefined()
})
