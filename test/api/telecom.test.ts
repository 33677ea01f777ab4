import { type MemoryTable, postingsOf } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Ward = Awaited<ReturnType<typeof ward>>

const TELECOM = [
  { system: 'email', value: 'Ada.Adler@Mail.Example' },
  { system: 'phone', value: '+44 (0)20 7946 0958', use: 'home' },
  { system: 'sms', value: '555-0142' },
  { system: 'fax', value: '555-0143' },
]

/** Whom a search finds. */
async function finder({ query }: Ward) {
  return async (as: User, search: string): Promise<string[]> => {
    const { body } = await query(as, `{ patients(${search}) { nodes { id } } }`)
    return body.data.patients.nodes.map(({ id }: { id: string }) => id)
  }
}

const change = (made: Ward, as: User, expectedVersion: number, telecom: readonly object[]) =>
  act(made, as, 'updatePatientContact', { patient: made.ada, expectedVersion, telecom }).then(({ code }) => code)

/** The postings that lead to a record, and those that its row names. */
function postings(memory: MemoryTable, id: string) {
  const rows = memory.rows()
  const there = rows.filter(({ row }) => row.sk === id && String(row.pk).includes('#X#')).map(({ row }) => row.pk)
  const head = rows.find(({ table, row }) => table === 'records' && row.sk === 'A' && String(row.pk).endsWith(`#${id}`))
  return { there: there.sort(), named: head && postingsOf(head.row) }
}

test('a patient is found by e-mail address and telephone number as they are now, and still by the rest', async () => {
  const made = await ward()
  const { ada, doctor, support, patient, memory } = made
  const finds = await finder(made)
  expect(await finds(doctor, 'phone: "5550100"')).toEqual([ada])
  expect(await change(made, patient, 1, TELECOM)).toBe('OK')
  expect(await finds(doctor, 'phone: "5550100"')).toEqual([])
  const now = ['email: " ada.adler@mail.example"', 'phone: "+442079460958"', 'phone: "5550142"']
  for (const search of now) expect(await finds(doctor, search)).toEqual([ada])
  // A fax is no telephone, and a number is no address.
  for (const search of ['phone: "555-0143"', 'email: "5550142"', 'phone: "ada.adler@mail.example"', 'email: ""'])
    expect(await finds(doctor, search)).toEqual([])
  expect(await change(made, support, 2, [{ system: 'email', value: 'a@new.example' }])).toBe('OK')
  for (const search of now) expect(await finds(doctor, search)).toEqual([])
  for (const search of ['email: "a@new.example"', 'mrn: "MRN-00012345"', 'family: "adler", birthDate: "1970-03-05"'])
    expect(await finds(doctor, search)).toEqual([ada])
  const { there, named } = postings(memory, ada)
  expect(there).toHaveLength(4)
  expect(named).toEqual(there)
})

test('what is changed beside the contact data leaves every posting as it is', async () => {
  const made = await ward()
  const { ada, patient, support, memory } = made
  const before = postings(memory, ada)
  expect(before.there).toHaveLength(4)
  const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['CONTACT'] }]
  expect((await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })).code).toBe('OK')
  const address = [{ line: ['Main Street 1'] }]
  const moved = await act(made, support, 'updatePatientContact', { patient: ada, expectedVersion: 2, address })
  expect(moved.code).toBe('OK')
  expect(postings(memory, ada)).toEqual(before)
})

test('nobody finds by contact data that may not be read', async () => {
  const made = await ward()
  const { ada, doctor, nurse, stranger, patient, service, admin, query } = made
  const finds = await finder(made)
  await change(made, patient, 1, TELECOM)
  const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['CONTACT'] }]
  expect((await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 2, rules })).code).toBe('OK')
  for (const search of ['email: "ada.adler@mail.example"', 'phone: "555-0142"']) {
    expect([await finds(doctor, search), await finds(patient, search)]).toEqual([[ada], [ada]])
    expect([await finds(nurse, search), await finds(stranger, search)]).toEqual([[], []])
    for (const as of [service, admin]) {
      const { body } = await query(as, `{ patients(${search}) { nodes { id } } }`)
      expect([body.data.patients, body.errors[0].extensions.code]).toEqual([null, 'FORBIDDEN'])
    }
  }
})

test('a search is by one of the ways there are', async () => {
  const { query, doctor } = await ward()
  for (const search of [
    'email: "a@mail.example", phone: "1"',
    'mrn: "1", email: "a@mail.example"',
    'family: "Adler", email: "a@mail.example"',
    'family: "Adler", birthDate: "1970-03-05", phone: "1"',
    'email: null',
    'phone: null, mrn: null',
  ])
    expect(await query(doctor, `{ patients(${search}) { nodes { id } } }`)).toMatchObject({ status: 400 })
})

test('so much contact data as may be sent is found; of more, which a feed brings, as much', async () => {
  const made = await ward()
  const { north, ada, doctor, patient, support, memory, write } = made
  const finds = await finder(made)
  const many = (length: number) => Array.from({ length }, (_, i) => ({ system: 'phone', value: `555-1${i}` }))
  expect(await change(made, patient, 1, many(20))).toBe('OK')
  expect(await finds(doctor, 'phone: "555-119"')).toEqual([ada])
  const brought = { name: [{ family: 'Many' }], telecom: many(95) }
  const other = await write(north, { type: 'Patient', name: 'many', content: brought })
  expect(postings(memory, other).there).toHaveLength(20)
  // One transaction takes a hundred actions: of what is removed as of what comes.
  const telecom = many(40).slice(20)
  const input = { patient: other, expectedVersion: 1, telecom }
  expect((await act(made, support, 'updatePatientContact', input)).code).toBe('OK')
  expect(await finds(doctor, 'phone: "555-119"')).toEqual([ada])
  expect(await finds(doctor, 'phone: "555-139"')).toEqual([other])
})
