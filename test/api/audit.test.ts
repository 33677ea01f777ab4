import { type Table, TableError } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Ward = Awaited<ReturnType<typeof ward>>

/** The audit records of a tenant, without the geneses, oldest first within a chain. */
function records({ memory }: Ward, tenant: string) {
  return memory
    .rows()
    .filter(({ table, row }) => table === 'audit' && String(row.pk).startsWith(`${tenant}#A#`))
    .map(({ row }) => JSON.parse(String(row.r)))
    .filter(({ outcome }) => outcome !== 'GENESIS')
}

test('the record of a request says who saw which fields of whom, and no value', async () => {
  const made = await ward()
  const { query, nurse, ada, ben, north } = made
  await query(
    nurse,
    `query Adler { a: patient(id: "${ada}") { name { family } observations(first: 1) { nodes { valueQuantity { value } } } } b: patient(id: "${ben}") { birthDate gender } }`,
  )
  const [record] = records(made, north.tenant)
  expect(record).toMatchObject({
    tenant: north.tenant,
    seq: 1,
    origin: 'graphql',
    outcome: 'OK',
    status: 200,
    caller: { person: nurse.person, role: 'NURSE', purpose: 'TREAT' },
    operation: { kind: 'query', roots: ['Query.patient'] },
    changed: [],
  })
  const seen = record.disclosed.map(([patient, type, , fields]: [string, string, string, string[]]) => [
    patient,
    type,
    fields,
  ])
  expect(seen).toEqual(
    expect.arrayContaining([
      [ada, 'Patient', ['name', 'observations']],
      [ada, 'Observation', ['valueQuantity']],
      [ben, 'Patient', ['birthDate~']],
    ]),
  )
  expect(seen).toHaveLength(3)
  expect(record.denied).toEqual([[ben, 'Patient', ben, ['gender']]])
  for (const value of ['Adler', '1981-', 'Hospital']) expect(JSON.stringify(record)).not.toContain(value)
})

test('a mutation and its record are one transaction', async () => {
  const transactions: Parameters<Table['transact']>[0][] = []
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        transactions.push(actions)
        return table.transact(actions, options)
      },
    }),
  })
  const { query, doctor, ada, north } = made
  await query(
    doctor,
    `mutation { recordObservation(input: { patient: "${ada}", idempotencyKey: "1", code: { text: "Pain" }, valueString: "mild", valueQuantity: null }) { observation { id } } }`,
  )
  expect(transactions).toHaveLength(1)
  const tables = transactions[0]?.map((action) =>
    action.do === 'put' ? action.table : `${action.do} ${action.key.table}`,
  )
  expect(tables).toEqual(['records', 'check records', 'check directory', 'sessions', 'audit', 'audit', 'directory'])
  const [record] = records(made, north.tenant)
  expect(record.changed).toEqual([
    [
      ada,
      'Observation',
      record.disclosed[0][2],
      ['code', 'valueString', 'status', 'effectiveDateTime', 'issued', 'performer', 'subject'],
      1,
    ],
  ])
})

test('without its audit record no reply leaves: 503 and no data', async () => {
  let broken = false
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        if (broken) throw new TableError('UNAVAILABLE')
        return table.transact(actions, options)
      },
    }),
  })
  const { query, doctor, ada, handler } = made
  const chart = `{ patient(id: "${ada}") { name { family } } }`
  const record = `mutation { recordObservation(input: { patient: "${ada}", idempotencyKey: "1", code: { text: "Pain" }, valueString: "mild" }) { observation { id } } }`
  broken = true
  const gone = {
    errors: [
      {
        message:
          'The audit record could not be written, so nothing is shown; try again, a mutation with the same idempotencyKey.',
        extensions: { code: 'AUDIT_UNAVAILABLE' },
      },
    ],
  }
  for (const document of [chart, record, '{ me { role } }', '{ nonsense }']) {
    const { status, body } = await query(doctor, document)
    expect([status, body]).toEqual([503, gone])
  }
  expect((await send(handler, { body: 'no json' })).body).toEqual(gone)
  broken = false
  expect((await query(doctor, chart)).body.data.patient.name).toEqual([{ family: 'Adler' }])
  expect((await query(doctor, record)).body.data.recordObservation.observation.id).toMatch(/^[a-z2-7]{26}$/)
})

test('what is refused before there is a caller is recorded for no tenant', async () => {
  const made = await ward()
  await made.query(null, '{ me { role } }')
  await send(made.handler, { body: 'no json' })
  expect(records(made, '000000000000').map(({ outcome, caller, status }) => ({ outcome, caller, status }))).toEqual([
    { outcome: 'UNAUTHENTICATED', caller: null, status: 401 },
    { outcome: 'BAD_USER_INPUT', caller: null, status: 400 },
  ])
})

test('a refused root field, a conflict and an invalid document have their records too', async () => {
  const made = await ward()
  const { query, admin, support, ada, north } = made
  await query(admin, `{ patient(id: "${ada}") { id } }`)
  await query(
    support,
    `mutation { updatePatientContact(input: { patient: "${ada}", expectedVersion: 9, idempotencyKey: "1", telecom: [] }) { patient { id } } }`,
  )
  await query(support, '{ nothing }')
  await query(support, '{ me { role } }', { headers: { 'x-purpose-of-use': 'TREAT' } })
  expect(
    records(made, north.tenant).map(({ outcome, denied, disclosed, changed }) => ({
      outcome,
      denied,
      disclosed,
      changed,
    })),
  ).toEqual([
    { outcome: 'OK', denied: [[null, 'Query', null, ['patient']]], disclosed: [], changed: [] },
    { outcome: 'CONFLICT', denied: [], disclosed: [], changed: [] },
    { outcome: 'BAD_USER_INPUT', denied: [], disclosed: [], changed: [] },
    { outcome: 'FORBIDDEN', denied: [], disclosed: [], changed: [] },
  ])
})
