import { executableSchema } from '@wardgraph/api'
import { expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { act } from '../fixtures/acts.ts'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Ward = Awaited<ReturnType<typeof ward>>

// http://terminology.hl7.org/CodeSystem/v2-0203
const typed = (code: string) => ({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] })
const SSN = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-50-7727', type: typed('SS') }
const MEMBER = { system: 'urn:insurer:members', value: 'W|12 34', type: typed('MB') }
const UNTYPED = { system: 'urn:clinic', value: 'C-7' }
const NOWHERE = { value: 'WITHOUT-A-SYSTEM', type: typed('DL') }

/** The ward, and Vera with identifiers of every kind, whom nobody treats. */
async function withVera() {
  const made = await ward()
  const vera = await made.write(made.north, {
    type: 'Patient',
    name: 'vera',
    content: {
      name: [{ family: 'Vogt' }],
      birthDate: '1980-05-06',
      identifier: [SSN, MEMBER, UNTYPED, NOWHERE],
      telecom: [
        { system: 'email', value: 'vera@mail.example' },
        { system: 'phone', value: '555-0177' },
      ],
    },
  })
  return { ...made, vera }
}

async function finds({ query }: Pick<Ward, 'query'>, as: User, search: string): Promise<readonly string[]> {
  const { body } = await query(as, `{ patients(${search}) { nodes { id } } }`)
  return body.data.patients.nodes.map(({ id }: { id: string }) => id)
}

const by = (token: string) => `identifier: ${JSON.stringify(token)}`

test('a patient is found by any identifier, system and value, whatever its type', async () => {
  const made = await withVera()
  const { doctor, vera, ada } = made
  for (const { system, value } of [SSN, MEMBER, UNTYPED])
    expect(await finds(made, doctor, by(`${system}|${value}`))).toEqual([vera])
  expect(await finds(made, doctor, by('urn:mrn|MRN-00012345 '))).toEqual([ada])
  for (const other of [
    `urn:clinic|${SSN.value}`, // of another system
    `${SSN.system}|999-50-772`,
    `${SSN.system}|999507727`,
    'urn:clinic|c-7',
    'urn:clinic |C-7',
    `urn:nobody|${NOWHERE.value}`,
  ])
    expect(await finds(made, doctor, by(other))).toEqual([])
  // Other numbers are no record numbers.
  for (const { value } of [SSN, MEMBER]) expect(await finds(made, doctor, `mrn: "${value}"`)).toEqual([])
})

test('an identifier is searched by with both its system and its value, and by nothing else beside it', async () => {
  const { query, doctor } = await withVera()
  const details = []
  for (const token of [SSN.value, `|${SSN.value}`, `${SSN.system}|`, `${SSN.system}| `, '|', '']) {
    const { status, text, body } = await query(doctor, `{ patients(${by(token)}) { nodes { id } } }`)
    expect(status).toBe(400)
    expect(text).not.toContain(SSN.value)
    details.push(body.errors[0].message)
  }
  expect([...new Set(details)]).toEqual(['identifier is a system and a value, both, as in system|value.'])
  for (const search of [
    `${by('urn:clinic|C-7')}, mrn: "C-7"`,
    `${by('urn:clinic|C-7')}, phone: "1"`,
    'identifier: null',
  ]) {
    const { status, body } = await query(doctor, `{ patients(${search}) { nodes { id } } }`)
    expect([status, body.errors[0].message]).toEqual([
      400,
      'Search by one of mrn, identifier, email and phone, or by family and birthDate together.',
    ])
  }
})

test('who reads identifiers only masked finds nobody by one, in as many requests as where there is nobody', async () => {
  const made = await withVera()
  const { query, memory, doctor, nurse, support, patient, vera, nils, north } = made
  const stored = `${SSN.system}|${SSN.value}`
  const asked = async (as: User, token: string) => {
    await query(as, '{ me { role } }')
    const before = { ...memory.calls }
    const { status, text } = await query(as, `{ patients(${by(token)}) { nodes { id } pageInfo { hasNextPage } } }`)
    const { get, query: queries, transact } = memory.calls
    return { status, text, calls: [get - before.get, queries - before.query, transact - before.transact] }
  }
  for (const as of [support, nurse, patient]) {
    const there = await asked(as, stored)
    expect(there.text).not.toContain(vera)
    expect(await asked(as, `${SSN.system}|999-00-0000`)).toEqual(there)
    // The last four digits are what the mask shows.
    expect((await asked(as, `${SSN.system}|7727`)).text).toBe(there.text)
  }
  expect((await asked(support, stored)).text).toContain('FORBIDDEN')
  expect(await finds(made, nurse, by(stored))).toEqual([])
  await treat(made, north, { patient: vera, actor: nils })
  expect(await finds(made, nurse, by(stored))).toEqual([vera])
  // A consent takes it from the doctor, whom the house alone lets read identifiers.
  expect(await finds(made, doctor, by(stored))).toEqual([vera])
  const self = await made.join(north, { username: 'vera', role: 'PATIENT', patient: vera })
  const rules = [{ type: 'DENY', roles: ['DOCTOR'], classes: ['IDENTIFIER'] }]
  expect((await act(made, self, 'recordConsent', { patient: vera, expectedVersion: 1, rules })).code).toBe('OK')
  expect(await finds(made, doctor, by(stored))).toEqual([])
  expect(await finds(made, self, by(stored))).toEqual([vera])
})

/** Every way to search for Vera: what is given together. */
const SEARCHES: readonly Readonly<Record<string, string>>[] = [
  { mrn: UNTYPED.value },
  { identifier: `${MEMBER.system}|${MEMBER.value}` },
  { email: 'vera@mail.example' },
  { phone: '555-0177' },
  { family: 'Vogt', birthDate: '1980-05-06' },
]

test('every way of searching finds only patients who exist for the caller', async () => {
  const args = executableSchema().getQueryType()?.getFields().patients?.args ?? []
  const ways = args.map(({ name }) => name).filter((name) => name !== 'first' && name !== 'after')
  expect(SEARCHES.flatMap((search) => Object.keys(search)).sort()).toEqual(ways.sort())
  const made = await withVera()
  const { north, doctor, nurse, dora, vera } = made
  await treat(made, north, { patient: vera, actor: dora })
  const self = await made.join(north, { username: 'vera', role: 'PATIENT', patient: vera })
  const written = SEARCHES.map((search) =>
    Object.entries(search)
      .map(([name, value]) => `${name}: "${value}"`)
      .join(', '),
  )
  const found = async (as: User) => {
    const all = []
    for (const search of written) all.push(await finds(made, as, search))
    return all
  }
  expect(await found(doctor)).toEqual(SEARCHES.map(() => [vera]))
  // Whoever the name is kept from is kept from knowing that she is there: it is a field that no patient is without.
  const rules = [{ type: 'DENY', roles: ['DOCTOR', 'NURSE'], classes: ['NAME'] }]
  expect((await act(made, self, 'recordConsent', { patient: vera, expectedVersion: 1, rules })).code).toBe('OK')
  for (const as of [doctor, nurse, made.stranger]) expect(await found(as)).toEqual(SEARCHES.map(() => []))
  expect(await found(self)).toEqual(SEARCHES.map(() => [vera]))
})

test('identifiers follow what a feed brings, and one with more than twelve is found by the first of them', async () => {
  const made = await ward()
  const { north, doctor, services, documents, memory } = made
  const bring = (values: readonly string[]) =>
    importResources({
      services,
      documents,
      tenantName: 'north',
      files: [
        {
          name: 'many.json',
          kind: 'json',
          text: JSON.stringify({
            resourceType: 'Patient',
            id: 'many',
            identifier: values.map((value) => ({ system: 'urn:many', value, type: typed('MB') })),
          }),
        },
      ],
    })
  const numbers = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`)
  const many = north.recordId({ system: 'fhir', type: 'Patient', id: 'many' })
  const postings = () => memory.rows().filter(({ row }) => row.sk === many && String(row.pk).includes('#X#')).length
  expect((await bring(numbers('A', 95))).rejected).toEqual([])
  expect(postings()).toBe(12)
  expect([await finds(made, doctor, by('urn:many|A11')), await finds(made, doctor, by('urn:many|A12'))]).toEqual([
    [many],
    [],
  ])
  expect((await bring(numbers('B', 12))).rejected).toEqual([])
  expect(postings()).toBe(12)
  expect([await finds(made, doctor, by('urn:many|A11')), await finds(made, doctor, by('urn:many|B11'))]).toEqual([
    [],
    [many],
  ])
})
