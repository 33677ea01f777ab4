import { type Content, type Key, memberKey, Reader, type Stored, Writer } from '@wardgraph/records'
import { openItem, type Row, verifyItem } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { place, policy } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { change, feed } from './permit.fixture.ts'

type Ward = Awaited<ReturnType<typeof ward>>
const token = () => ({ token: crypto.randomUUID() })

/** A reader of the north, with nothing batched. */
function reader({ memory, north }: Ward): Reader {
  const load = async (key: Key) => (await memory.get([key]))[0]
  return new Reader({ table: memory, keys: north, policy, load, now: Date.now() })
}

/** Puts a row where it was not written, or changes it there. */
async function forge({ memory }: Ward, table: Key['table'], row: Row): Promise<void> {
  await memory.transact([{ do: 'put', table, row }], token())
}

async function rowAt({ memory }: Ward, key: Key): Promise<Row> {
  const [row] = await memory.get([key])
  if (row === undefined) throw new Error('there is no such row')
  return row
}

/** Every page of a list. */
async function listed(
  made: Ward,
  of: { code?: string; first: number; between?: { from?: number; to?: number } },
): Promise<string[]> {
  const ids: string[] = []
  for (let after: readonly string[] | undefined, more = true; more; ) {
    const page = await reader(made).list({ type: 'Observation', patient: made.ada, ...of, after })
    ids.push(...page.items.map(({ item }) => item.id))
    after = page.items.at(-1)?.position
    more = page.more && ids.length < 100
  }
  return ids
}

const finding = (code: string, effectiveDateTime?: string): Content => ({
  status: 'final',
  code: { coding: [{ code }] },
  valueString: 'x',
  ...(effectiveDateTime && { effectiveDateTime }),
})

test('a chart lists the latest first, a partial date at its beginning, and what has no date last', async () => {
  const made = await ward()
  const { ada: patient, north, write } = made
  const add = (name: string, at?: string) =>
    write(north, { type: 'Observation', name, patient, content: finding('c', at) })
  const [day, none, year, other, month] = [
    await add('day', '2025-03-01'),
    await add('none'),
    await add('year', '2025'),
    await add('other'),
    await add('month', '2025-02'),
  ]
  const undated = [none, other].sort().reverse()
  for (const first of [1, 2, 3, 20]) {
    const all = await listed(made, { first })
    expect(all).toHaveLength(8)
    expect(all.slice(3)).toEqual([day, month, year, ...undated])
    expect(await listed(made, { code: 'c', first })).toEqual([day, month, year, ...undated])
  }
  expect(await listed(made, { code: 'never', first: 1 })).toEqual([])
})

test('a chart lists what lies between two times, the first of them included, and nothing undated', async () => {
  const made = await ward()
  const { ada: patient, north, write } = made
  const times = ['1969-12-31T23:59:59Z', '2025-03-01T08:00:00Z', '2025-03-01T08:00:00.001Z', '2025-03-02']
  const ids = []
  for (const [i, time] of [...times, undefined].entries())
    ids.push(await write(north, { type: 'Observation', name: `t${i}`, patient, content: finding('c', time) }))
  const [before = '', first = '', second = '', day = ''] = ids
  const from = Date.parse('2025-03-01T08:00:00Z')
  const [next, end] = [from + 1, Date.parse('2025-03-02')]
  for (const first_ of [1, 20]) {
    const of = (between: { from?: number; to?: number }) => listed(made, { code: 'c', first: first_, between })
    expect(await of({ from, to: end })).toEqual([second, first])
    expect(await of({ from, to: next })).toEqual([first])
    expect(await of({ from: next })).toEqual([day, second])
    expect(await of({ to: from })).toEqual([before])
    expect(await of({})).toEqual([day, second, first, before])
    // By time alone, where the ward's three findings of 2026 come behind.
    expect(await listed(made, { first: first_, between: { from: next, to: end } })).toEqual([second])
    expect(await listed(made, { first: first_, between: { from: next } })).toHaveLength(5)
  }
})

/** A record of Ada's chart, Ada herself unless said, imported again with other content. */
async function importAgain(made: Ward, content: Content, { type = 'Patient', id = made.ada } = {}): Promise<Stored> {
  const { memory, north, ada } = made
  const at = { type, id, patient: type === 'Patient' ? null : ada }
  const before = await reader(made).find(at)
  if (before === undefined) throw new Error('the record is not there')
  const draft = { ...at, permit: feed(north, { ...at, patient: ada }), key: before.key, content, opaque: {} }
  const { stored, actions } = new Writer({ keys: north, policy, change }).update(before, draft)
  await memory.transact(actions, token())
  return stored
}

const search = (made: Ward, number: string) =>
  reader(made)
    .search({ posting: { index: 'MRN', values: [number] }, first: 5, after: undefined })
    .then(({ items }) => items.map(({ item }) => item))

test('a patient is found under the numbers of the present version, and of no other', async () => {
  const made = await ward()
  const numbered = (...values: string[]) => ({
    name: [{ family: 'Adler' }],
    identifier: values.map((value) => ({ value })),
  })
  expect(await search(made, 'MRN-00012345')).toEqual([made.ada])
  await importAgain(made, numbered('OLD-1', 'KEPT-1'))
  expect(await search(made, 'MRN-00012345')).toEqual([])
  await importAgain(made, numbered('KEPT-1', 'NEW-1'))
  for (const [number, found] of [
    ['OLD-1', []],
    ['KEPT-1', [made.ada]],
    ['NEW-1', [made.ada]],
  ] as const)
    expect(await search(made, number)).toEqual(found)
  const postings = made.memory.rows().filter(({ row }) => String(row.pk).includes('#X#') && row.sk === made.ada)
  expect(postings).toHaveLength(2)
})

test('a value that is none of its kind makes no posting', async () => {
  const made = await ward()
  await importAgain(made, {
    name: [{ family: ' ' }, { family: 'Adler' }],
    birthDate: '1970-03',
    identifier: [{ value: ' ' }],
    telecom: [
      { system: 'phone', value: 'ask her sister' },
      { system: 'email', value: ' ' },
      { system: 'sms', value: '1' },
    ],
  })
  const postings = made.memory.rows().filter(({ row }) => String(row.pk).includes('#X#') && row.sk === made.ada)
  expect(postings.map(({ row }) => String(row.pk).split('#')[2])).toEqual(['TELECOM.1'])
})

test('a version that changes part of a compound, and opens not the rest, is refused', async () => {
  const made = await ward()
  const { north, ada } = made
  const at = { type: 'Patient', id: ada, patient: null }
  const before = await reader(made).find(at)
  if (before === undefined) throw new Error('the record is not there')
  const changing = (...names: readonly string[]) => {
    const permit = feed(north, { ...at, patient: ada }, names)
    const content = Object.fromEntries(names.map((name) => [name, null]))
    return () => new Writer({ keys: north, policy, change }).update(before, { ...at, permit, key: before.key, content })
  }
  for (const name of ['name', 'birthDate'])
    expect(changing(name)).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
  const indexes = ({ actions }: ReturnType<ReturnType<typeof changing>>) =>
    actions.flatMap((action) => (action.do === 'remove' ? [action.key.pk.split(/[#.]/)[2]] : []))
  expect(indexes(changing('name', 'birthDate')())).toEqual(['FAMILY_BIRTHDATE'])
  expect(indexes(changing('identifier')())).toEqual(['IDENTIFIER', 'MRN'])
  expect(indexes(changing('gender')())).toEqual([])
})

test('a write permit writes no other record, and no field that it does not name', async () => {
  const made = await ward()
  const { north, south, ada, ben } = made
  const at = { type: 'Patient', id: ada, patient: null }
  const before = await reader(made).find(at)
  if (before === undefined) throw new Error('the record is not there')
  const permit = feed(north, { ...at, patient: ada })
  const draft = { ...at, permit, key: before.key, content: { gender: 'female' } }
  const writer = new Writer({ keys: north, policy, change })
  expect(writer.update(before, draft).stored.row.v).toBe(2)
  for (const other of [
    { ...draft, permit: feed(north, { ...at, id: ben, patient: ben }) },
    { ...draft, permit: feed(south, { ...at, patient: ada }) },
    { ...draft, permit: feed(north, { type: 'Observation', id: ada, patient: ada }) },
    { ...draft, content: { gender: 'female', version: 9 } },
  ]) {
    expect(() => writer.update(before, other)).toThrow(expect.objectContaining({ code: 'ERR_VAULT_PERMIT' }))
    expect(() => writer.create(other)).toThrow(expect.objectContaining({ code: 'ERR_VAULT_PERMIT' }))
  }
})

test('every version that was replaced stays as it was sealed, out of every list', async () => {
  const made = await ward()
  const { memory, north, ada } = made
  await importAgain(made, { birthDate: '1971-01-01' })
  const { key, row } = await importAgain(made, { birthDate: '1972-01-01' })
  expect([row.v, row.w]).toEqual([3, 3])
  const history = await memory.query({ table: 'records', pk: `${north.tenant}#P#${ada}`, prefix: `H#P#${ada}#` })
  const permit = feed(north, { type: 'Patient', id: ada, patient: ada })
  const opened = history.map((old) => openItem({ permit, key, table: 'records', row: old, type: 'Patient', id: ada }))
  expect(history.map(({ v }) => v)).toEqual([1, 2])
  expect(opened.map(({ DEMOGRAPHIC }) => (DEMOGRAPHIC as Content).birthDate)).toEqual(['1970-03-05', '1971-01-01'])
})

test('a finding that was corrected is in the chart once, where and under what it is now', async () => {
  const made = await ward()
  const [last, middle = '', first] = await listed(made, { first: 20 })
  await importAgain(made, finding('corrected', '2026-02-01'), { type: 'Observation', id: middle })
  expect(await listed(made, { first: 20 })).toEqual([middle, last, first])
  expect(await listed(made, { first: 20, code: 'corrected' })).toEqual([middle])
  expect(await listed(made, { first: 20, code: '8480-6' })).toEqual([last, first])
})

test('of two writers of one version only the first is let in', async () => {
  const made = await ward()
  const both = await Promise.allSettled([
    importAgain(made, { birthDate: '1971-01-01' }),
    importAgain(made, { birthDate: '1972-01-01' }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONDITION' } })
})

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const broken = { status: 500, body: { errors: [{ extensions: { code: 'INTERNAL' } }] } }

test('a row moved to another patient does not open', async () => {
  const made = await ward()
  const { north, ada, ben, write, query, doctor } = made
  const type = 'Observation'
  const id = await write(north, { type, name: 'bens', patient: ben, content: finding('moved', '2026-01-01') })
  const row = await rowAt(made, place(north, { type, id, patient: ben }))
  await forge(made, 'records', { ...row, pk: `${north.tenant}#P#${ada}` })
  const moved = await reader(made).find({ type, id, patient: ada })
  expect(() => verifyItem({ key: moved?.key as Stored['key'], table: 'records', row: moved?.row as Row })).toThrow(
    integrity,
  )
  const reply = await query(doctor, `{ patient(id: "${ada}") { observations { nodes { valueString } } } }`)
  expect(reply).toMatchObject(broken)
  expect(reply.body.data).toBeUndefined()
})

test('an older version put in the place of the present one, or with another counter, does not open', async () => {
  const made = await ward()
  const { north, ada } = made
  const at = place(north, { type: 'Patient', id: ada, patient: null })
  const old = await rowAt(made, at)
  await importAgain(made, { birthDate: '1971-01-01' })
  const [history] = await made.memory.query({ table: 'records', pk: at.pk, prefix: 'H#' })
  await forge(made, 'records', { ...(history as Row), sk: 'A' })
  await expect(made.query(made.doctor, `{ patient(id: "${ada}") { birthDate } }`)).resolves.toMatchObject(broken)
  await forge(made, 'records', { ...old, w: 9 })
  await expect(made.query(made.doctor, `{ patient(id: "${ada}") { birthDate } }`)).resolves.toMatchObject(broken)
})

test('a patient moved to another tenant does not open, key and all', async () => {
  const made = await ward()
  const { north, south, cleo, query, support } = made
  const head = await rowAt(made, place(south, { type: 'Patient', id: cleo, patient: null }))
  const key = await rowAt(made, { table: 'keys', pk: `${south.tenant}#K#P#${cleo}`, sk: '-' })
  await forge(made, 'records', { ...head, pk: `${north.tenant}#P#${cleo}` })
  await forge(made, 'keys', { ...key, pk: `${north.tenant}#K#P#${cleo}` })
  await expect(reader(made).find({ type: 'Patient', id: cleo, patient: null })).rejects.toThrow(integrity)
  expect(await query(support, `{ patient(id: "${cleo}") { name { family } } }`)).toMatchObject(broken)
})

test('a posting that was made or moved by another hand is not followed', async () => {
  const made = await ward()
  const { memory, north, ada, ben, query, doctor } = made
  const pk = `${north.tenant}#X#MRN.1#${north.indexTokens({ index: 'MRN', values: ['MRN-00012345'] })[0].token}`
  const posting = await rowAt(made, { table: 'directory', pk, sk: ada })
  await memory.transact([{ do: 'remove', key: { table: 'directory', pk, sk: ada } }], token())
  await forge(made, 'directory', { ...posting, sk: ben })
  await expect(search(made, 'MRN-00012345')).rejects.toThrow(integrity)
  expect(await query(doctor, '{ patients(mrn: "MRN-00012345") { nodes { id } } }')).toMatchObject(broken)
})

test('a relation that was prolonged, or moved to another patient or person, is not believed', async () => {
  const chart = (id: string) => `{ patient(id: "${id}") { observations { nodes { valueString } } } }`
  for (const change of ['prolonged', 'of another patient', 'of another person', 'on the list'] as const) {
    const made = await ward()
    const { north, ada, ben, dora, query, doctor } = made
    const sides = (patient: string) => ({
      patient: { table: 'directory', pk: `${north.tenant}#P#${patient}`, sk: `S#${dora}` } as const,
      person: { table: 'directory', pk: `${north.tenant}#U#${dora}`, sk: `P#${patient}` } as const,
    })
    const { end: _, ...ended } = await rowAt(made, sides(ben).patient)
    const held = await rowAt(made, sides(ada).patient)
    const listedRow = await rowAt(made, sides(ada).person)
    if (change === 'prolonged') await forge(made, 'directory', ended)
    if (change === 'of another patient') await forge(made, 'directory', { ...held, pk: sides(ben).patient.pk })
    if (change === 'on the list') await forge(made, 'directory', { ...listedRow, sk: sides(ben).person.sk })
    if (change === 'of another person') {
      const floater = await made.join(north, { username: 'floater', role: 'NURSE' })
      await forge(made, 'directory', { ...held, sk: `S#${floater.person}` })
      expect(await query(floater, chart(ada))).toMatchObject(broken)
    } else if (change === 'on the list') {
      expect(await query(doctor, '{ patients { nodes { id } } }')).toMatchObject(broken)
    } else {
      expect(await query(doctor, chart(ben))).toMatchObject(broken)
      const { person, membership } = doctor
      const seeker = { person, membership, actor: dora, asPatient: false, shifts: [] }
      await expect(reader(made).relied({ patient: ben, seeker })).rejects.toThrow(integrity)
    }
  }
})

test('a membership given another role is not believed', async () => {
  const made = await ward()
  const { north, admin, query } = made
  const row = await rowAt(made, memberKey(north.tenant, admin))
  await forge(made, 'directory', { ...row, role: 'DOCTOR' })
  expect(await query(admin, '{ me { role } }')).toMatchObject(broken)
})

test('a record whose key is not there cannot be spoken about', async () => {
  const made = await ward()
  const { memory, north, ada, query, doctor } = made
  await memory.transact([{ do: 'remove', key: { table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' } }], token())
  const missing = { code: 'ERR_VAULT_KEYS_MISSING' }
  await expect(reader(made).find({ type: 'Patient', id: ada, patient: null })).rejects.toMatchObject(missing)
  await expect(listed(made, { first: 1 })).rejects.toMatchObject(missing)
  const reply = await query(doctor, `{ patient(id: "${ada}") { name { family } } }`)
  expect(reply).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } })
})
