import { createHandler, memoryWall } from '@wardgraph/api'
import { TableError } from '@wardgraph/records'
import { expect, test, vi } from 'vitest'
import { send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const RECORD = `mutation Record($input: RecordObservationInput!) { recordObservation(input: $input) { observation { id valueString performer { id } } } }`
const CONTACT = `mutation Contact($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version telecom { value } } } }`
const finding = (patient: string, idempotencyKey: string, valueString = 'mild') => ({
  input: { patient, idempotencyKey, code: { text: 'Pain' }, valueString },
})
const phone = (patient: string, idempotencyKey: string, expectedVersion: number) => ({
  input: { patient, idempotencyKey, expectedVersion, telecom: [{ system: 'phone', value: '555-0199' }] },
})

test('an idempotency key is its caller’s own, for one wish', async () => {
  const { query, doctor, nurse, patient, support, ada } = await ward()
  const byDoctor = await query(doctor, RECORD, { variables: finding(ada, 'k') })
  const byNurse = await query(nurse, RECORD, { variables: finding(ada, 'k') })
  const ids = [byDoctor, byNurse].map(({ body }) => body.data.recordObservation.observation.id)
  expect(new Set(ids).size).toBe(2)
  expect((await query(patient, CONTACT, { variables: phone(ada, 'k', 1) })).body.errors).toBeUndefined()
  const desk = await query(support, CONTACT, { variables: phone(ada, 'k', 2) })
  expect(desk.body.data.updatePatientContact.patient.version).toBe(3)
  const again = await query(patient, CONTACT, { variables: phone(ada, 'k', 2) })
  expect(again.body.errors[0].extensions.code).toBe('CONFLICT')
})

test('a wish that is repeated once its caller may no longer write shows nothing', async () => {
  const { query, doctor, ada, dora, north, memory } = await ward()
  expect((await query(doctor, RECORD, { variables: finding(ada, 'k') })).body.errors).toBeUndefined()
  const key = { pk: `${north.tenant}#P#${ada}`, sk: `S#${dora}` }
  const row = north.protect({ table: 'directory', row: { ...key, start: 0, end: 1, basis: 'encounter', w: 2 } })
  await memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
  expect((await query(doctor, RECORD, { variables: finding(ada, 'k') })).body).toEqual({
    errors: [{ message: 'Not permitted.', path: ['recordObservation'], extensions: { code: 'FORBIDDEN' } }],
    data: { recordObservation: null },
  })
})

test('a wish is remembered to the end of its last second', async () => {
  const { services, doctor, ada } = await ward()
  const made = Math.floor(Date.now() / 1000 - 3_600) * 1000
  const at = async (now: number) => {
    const answer = await send(createHandler(memoryWall({ ...services, now: () => now })), {
      headers: { authorization: `Bearer ${doctor.token}` },
      body: JSON.stringify({ query: RECORD, variables: finding(ada, 'k') }),
    })
    return answer.body.data?.recordObservation.observation.id
  }
  const first = await at(made)
  expect(first).toMatch(/^[a-z2-7]{26}$/)
  expect(await at(made + 86_400_999)).toBe(first)
  expect(await at(made + 86_401_000)).not.toBe(first)
})

test('a mutation whose reply is too large, or fails before it is whole, has not happened', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValueOnce(true)
  let failing = false
  const { query, doctor, ada, memory } = await ward({
    through: (table) => ({
      ...table,
      async get(keys) {
        if (failing && keys.some(({ pk }) => pk.includes('#R#'))) throw new TableError('UNAVAILABLE')
        return table.get(keys)
      },
    }),
  })
  const rows = () => memory.rows().filter(({ table }) => table === 'records' || table === 'sessions').length
  const before = rows()
  const long = 'x'.repeat(60_000)
  const often = [...Array(20).keys()].map((i) => `a${i}: valueString`).join(' ')
  const large = await query(doctor, RECORD.replace('valueString performer', `${often} performer`), {
    variables: finding(ada, 'k', long),
  })
  expect([large.status, large.body.errors[0].extensions.code]).toEqual([400, 'LIMIT_EXCEEDED'])
  failing = true
  const failed = await query(doctor, RECORD, { variables: finding(ada, 'k', long) })
  expect([failed.status, failed.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE'])
  expect(rows()).toBe(before)
  failing = false
  const made = await query(doctor, RECORD, { variables: finding(ada, 'k', long) })
  expect(made.body.data.recordObservation.observation.valueString).toBe(long)
})

test('a cursor is good for its caller, list and arguments only', async () => {
  const { query, doctor, nurse, ada } = await ward()
  const page = (list: string, after: string | null) =>
    `{ patient(id: "${ada}") { ${list.replace(')', `${after === null ? '' : `, after: "${after}"`})`)} { nodes { id } pageInfo { endCursor } } } }`
  const list = 'observations(first: 1)'
  const { body } = await query(doctor, page(list, null))
  const cursor = body.data.patient.observations.pageInfo.endCursor
  expect((await query(doctor, page(list, cursor))).body.data.patient.observations.nodes).toHaveLength(1)
  for (const [user, document] of [
    [nurse, page(list, cursor)],
    [doctor, page('observations(first: 1, code: "8480-6")', cursor)],
    [doctor, page('encounters(first: 1)', cursor)],
    [doctor, `{ patients(after: "${cursor}") { nodes { id } } }`],
    [doctor, page(list, '')],
  ] as const)
    expect((await query(user, document)).body.errors[0].message).toBe('after is not a cursor of this list.')
})
