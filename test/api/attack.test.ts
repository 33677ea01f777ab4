import { createHandler, memoryWall } from '@wardgraph/api'
import { expect, test, vi } from 'vitest'
import { clinic, send, treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Ward = Awaited<ReturnType<typeof ward>>

/** The audit record of the last request of a tenant's one chain. */
function lastRecord({ memory }: Pick<Ward, 'memory'>, tenant: string) {
  const rows = memory.rows().filter(({ table, row }) => table === 'audit' && String(row.pk).startsWith(`${tenant}#A#`))
  return JSON.parse(String(rows.at(-1)?.row.r))
}

/** Three patients with one name, birth date and record number; in the order in which they are found. */
async function triplets() {
  const made = await clinic()
  const { north, write, join } = made
  const content = {
    name: [{ family: 'Drei' }],
    birthDate: '2001-02-03',
    identifier: [{ system: 'urn:mrn', value: 'MRN-3' }],
  }
  const ids = await Promise.all(['x', 'y', 'z'].map((name) => write(north, { type: 'Patient', name, content })))
  const practitioner = await write(north, { type: 'Practitioner', name: 'n', content: {} })
  const found = ids.toSorted()
  for (const patient of [found[0], found[2]])
    if (patient !== undefined) await treat(made, north, { patient, actor: practitioner })
  return { ...made, found, nurse: await join(north, { username: 'nurse', role: 'NURSE', practitioner }) }
}

const FIND = `query Find($mrn: String, $family: String, $birthDate: Date, $first: PageSize, $after: Cursor) {
  patients(mrn: $mrn, family: $family, birthDate: $birthDate, first: $first, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor }
  }
}`

test('a cursor, an edge without anything and a page that goes on show that a record exists, and the audit record says so', async () => {
  const made = await ward()
  const { query, doctor, ada, ben, north } = made
  const search = (selection: string) =>
    `{ patients(family: "Bauer", birthDate: "1981-11-30", first: 1) { ${selection} } }`
  for (const selection of ['edges { cursor }', 'edges { __typename }', 'pageInfo { endCursor }']) {
    await query(doctor, search(selection))
    expect(lastRecord(made, north.tenant).disclosed).toEqual([[ben, 'Patient', ben, []]])
  }
  for (const selection of ['__typename', 'pageInfo { hasNextPage }']) {
    await query(doctor, search(selection))
    expect(lastRecord(made, north.tenant).disclosed).toEqual([])
  }
  await query(doctor, `{ patient(id: "${ada}") { observations(first: 2) { pageInfo { hasNextPage } } } }`)
  const findings = lastRecord(made, north.tenant).disclosed.filter(([, type]: string[]) => type === 'Observation')
  expect(findings).toEqual([
    [ada, 'Observation', expect.stringMatching(/^[a-z2-7]{26}$/), []],
    [ada, 'Observation', expect.stringMatching(/^[a-z2-7]{26}$/), []],
  ])
})

test('whom one may not find, or not by this, makes no page longer', async () => {
  const { query, join, north, found } = await triplets()
  const nothing = { data: { patients: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } }
  const own = await join(north, { username: 'x', role: 'PATIENT', patient: String(found[2]) })
  const floater = await join(north, { username: 'floater', role: 'NURSE' })
  const byName = { family: 'Drei', birthDate: '2001-02-03', first: 1 }
  const byNumber = { mrn: 'MRN-3', first: 1 }
  for (const variables of [byName, byNumber]) {
    expect((await query(floater, FIND, { variables })).body).toEqual(nothing)
    const { nodes, pageInfo } = (await query(own, FIND, { variables })).body.data.patients
    expect([nodes, pageInfo.hasNextPage]).toEqual([[{ id: found[2] }], false])
  }
})

test('a search goes on where its page ended, past whom the caller may not find', async () => {
  const { query, nurse, found } = await triplets()
  const page = async (after: string | null) =>
    (await query(nurse, FIND, { variables: { mrn: 'MRN-3', first: 1, after } })).body.data.patients
  const first = await page(null)
  expect([first.nodes, first.pageInfo.hasNextPage]).toEqual([[{ id: found[0] }], true])
  const second = await page(first.pageInfo.endCursor)
  expect([second.nodes, second.pageInfo.hasNextPage]).toEqual([[{ id: found[2] }], false])
})

test('an error in the midst of a reply does not keep what was found and what was denied out of the record', async () => {
  const made = await ward()
  const { query, doctor, admin, ada, ben, north } = made
  const wrong = 'observations(first: 0) { nodes { id } }'
  const document = `{ patients(mrn: "MRN-00012345") { nodes { name { family } ${wrong} } } patient(id: "${ben}") { encounters { nodes { id } } } }`
  const { status, body } = await query(doctor, document)
  expect([status, body.data]).toEqual([400, undefined])
  expect(lastRecord(made, north.tenant)).toMatchObject({
    outcome: 'BAD_USER_INPUT',
    disclosed: [
      [ada, 'Patient', ada, []],
      [ben, 'Patient', ben, []],
    ].sort(),
    denied: [[ben, 'Patient', ben, ['encounters']]],
  })
  await query(admin, `query ($no: Boolean = true) { patient(id: "${ada}") { id } me { role @skip(if: $no) } }`, {
    variables: { no: null },
  })
  expect(lastRecord(made, north.tenant)).toMatchObject({
    outcome: 'BAD_USER_INPUT',
    disclosed: [],
    denied: [[null, 'Query', null, ['patient']]],
  })
})

test('a null that a variable brings where there may be none is bad input', async () => {
  const { query, doctor } = await ward()
  for (const [document, variables] of [
    ['query ($x: Boolean = true) { me { role @include(if: $x) } }', { x: null }],
    ['query ($x: Boolean = true) { me @include(if: $x) { role } }', { x: null }],
    ['query ($x: RecordId = "a") { patient(id: $x) { id } }', { x: null }],
  ] as const) {
    const { status, body } = await query(doctor, document, { variables })
    expect([status, body.errors.map(({ message }: Error) => message)]).toEqual([
      400,
      ['An argument is missing or null.'],
    ])
  }
})

test('fragments that spread each other again and again are measured once each', async () => {
  const { query, doctor } = await ward()
  const fragments = (type: string, leaf: string) =>
    [...Array(28).keys()].map((i) => `fragment F${i} on ${type} { ${`...F${i + 1} `.repeat(10)} }`).join(' ') +
    ` fragment F28 on ${type} { ${leaf} }`
  const asked = await query(doctor, `{ ...F0 } ${fragments('Query', 'me { role }')}`)
  expect(asked.body).toEqual({ data: { me: { role: 'DOCTOR' } } })
  const written = await query(doctor, `mutation { ...F0 } ${fragments('Mutation', '__typename')}`)
  expect([written.status, written.body.errors[0].message]).toEqual([400, 'A mutation has one root field.'])
})

test('a page costs as often as it is selected', async () => {
  const { query, doctor } = await ward()
  const list = (n: number, selection: string) =>
    `{ patients(first: 100) { ${[...Array(n).keys()].map((i) => selection.replace('#', `a${i}`)).join(' ')} } }`
  for (const selection of ['#: nodes { id }', '#: edges { node { id } }']) {
    expect((await query(doctor, list(10, selection))).status).toBe(200)
    expect((await query(doctor, list(11, selection))).body.errors[0].extensions.code).toBe('LIMIT_EXCEEDED')
  }
  expect((await query(doctor, list(50, '#: pageInfo { hasNextPage }'))).status).toBe(200)
})

test('where no lane takes the audit record no reply leaves', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValueOnce(true)
  const { services, doctor } = await ward()
  const lanes = { lease: () => Promise.reject(new Error('busy')) }
  const { status, body } = await send(createHandler(memoryWall({ ...services, lanes })), {
    headers: { authorization: `Bearer ${doctor.token}` },
    body: JSON.stringify({ query: '{ me { role } }' }),
  })
  expect([status, body.errors[0].extensions.code, body.data]).toEqual([503, 'AUDIT_UNAVAILABLE', undefined])
})
