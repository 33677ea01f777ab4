import { type KeyProvider, memoryKeyProvider } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { copyOf, treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { movedWard } from './history.fixture.ts'

type Ward = Awaited<ReturnType<typeof ward>>

/** Requests of one operation whose session is warm. */
async function requests({ memory, query }: Ward, user: Parameters<Ward['query']>[0], document: string) {
  await query(user, '{ me { role } }')
  const before = { ...memory.calls }
  const { body } = await query(user, document)
  const { get, query: queries, transact } = memory.calls
  return { body, reads: get - before.get + queries - before.query, writes: transact - before.transact }
}

test('a chart is two reads, asked for at once, and one audit record', async () => {
  let under = 0
  let most = 0
  const made = await ward({
    through: (table) => ({
      get: (keys) => watch(table.get(keys)),
      query: (range) => watch(table.query(range)),
      transact: (actions, options) => table.transact(actions, options),
    }),
  })
  async function watch<T>(work: Promise<T>): Promise<T> {
    under += 1
    most = Math.max(most, under)
    await new Promise(setImmediate) // lets whatever is asked for in the same turn be asked for
    under -= 1
    return work
  }
  await made.query(made.doctor, '{ me { role } }')
  most = 0
  const chart = `{ patient(id: "${made.ada}") { name { family } observations(first: 20) { nodes { code { text } valueQuantity { value } } } } }`
  const { body, reads, writes } = await requests(made, made.doctor, chart)
  expect(body.data.patient.observations.nodes).toHaveLength(3)
  expect({ reads, writes }).toEqual({ reads: 2, writes: 1 })
  expect(most).toBe(2)
})

test('a list of 100 patients is three reads and one audit record', async () => {
  const made = await ward()
  for (let i = 0; i < 99; i += 1) {
    const id = await made.write(made.north, {
      type: 'Patient',
      name: `p${i}`,
      content: { name: [{ family: `F${i}` }], birthDate: '1980-01-01' },
    })
    await treat(made, made.north, { patient: id, actor: made.dora })
  }
  const { body, reads, writes } = await requests(
    made,
    made.doctor,
    '{ patients(first: 100) { nodes { id name { family } birthDate } pageInfo { hasNextPage } } }',
  )
  expect(body.errors).toBeUndefined()
  expect(body.data.patients.nodes).toHaveLength(100)
  expect({ reads, writes }).toEqual({ reads: 3, writes: 1 })
})

test('a panel of 100 patients is a request for each and three more, twenty at once, however often it is asked for', async () => {
  let under = 0
  let most = 0
  const made = await ward({
    through: (table) => ({
      ...table,
      async query(range) {
        under += 1
        most = Math.max(most, under)
        await new Promise(setImmediate) // lets whatever is asked for in the same turn be asked for
        under -= 1
        return table.query(range)
      },
    }),
  })
  for (let i = 0; i < 99; i += 1) {
    const id = await made.write(made.north, {
      type: 'Patient',
      name: `p${i}`,
      content: { name: [{ family: `F${i}` }] },
    })
    await treat(made, made.north, { patient: id, actor: made.dora })
  }
  const nodes = 'nodes { patient { name { family } } next { period { start } } }'
  const of = `{ a: panel(first: 100) { ${nodes} } b: panel(first: 1) { ${nodes} pageInfo { hasNextPage } } }`
  const { body, reads, writes } = await requests(made, made.doctor, of)
  expect(body.errors).toBeUndefined()
  expect(body.data.a.nodes).toHaveLength(100)
  expect({ reads, writes, most }).toEqual({ reads: 103, writes: 1, most: 20 })
})

test('a cold environment asks KMS once for a list of 100, a warm one never, and after five minutes once more', async () => {
  const clock = { now: Date.now() }
  const inner = memoryKeyProvider()
  let asked = 0
  const provider: KeyProvider = {
    generate: inner.generate,
    decrypt: (...of) => {
      asked += 1
      return inner.decrypt(...of)
    },
  }
  const made = await ward({ provider, now: () => clock.now })
  const cold = await copyOf(made)
  const list = '{ patients(first: 100) { nodes { id name { family } } } }'
  const asks = async () => {
    asked = 0
    expect((await cold.query(cold.doctor, list)).body.errors).toBeUndefined()
    return asked
  }
  expect([await asks(), await asks()]).toEqual([1, 0])
  clock.now += 5 * 60_000 - 1_000
  expect(await asks()).toBe(0)
  clock.now += 1_000
  expect([await asks(), await asks()]).toEqual([1, 0])
})

test('what a list refers to is read once for the whole list', async () => {
  const made = await ward()
  const list = `{ patient(id: "${made.ada}") { observations { nodes { encounter { status } performer { name { family } } } } } }`
  const { body, reads, writes } = await requests(made, made.doctor, list)
  expect(body.data.patient.observations.nodes[2]).toEqual({
    encounter: { status: 'in-progress' },
    performer: [{ name: [{ family: 'Dorn' }] }],
  })
  expect({ reads, writes }).toEqual({ reads: 3, writes: 1 })
})

test('a chart as of a moment costs no request more than as it is, but one for each record that changed since', async () => {
  const made = await movedWard()
  const { ada, doctor, add, again, finding, pass } = made
  const ids = [await add('one', finding('1')), await add('two', finding('2')), await add('three', finding('3'))]
  const before = pass()
  for (const id of ids.slice(1)) await again({ type: 'Observation', id, content: finding('changed') })
  const since = pass()
  const of = (asOf: string) =>
    `{ patient(id: "${ada}", asOf: "${asOf}") { name { family } observations(first: 20) { nodes { valueString } } } }`
  for (const [asOf, most] of [
    [since, 2],
    [before, 4],
  ] as const) {
    const { body, reads, writes } = await requests(made, doctor, of(asOf))
    expect(body.data.patient.observations.nodes).toHaveLength(6)
    expect({ reads, writes }).toEqual({ reads: most, writes: 1 })
  }
})

test('the versions of a list are a query for each record of it', async () => {
  const made = await ward()
  const list = `{ patient(id: "${made.ada}") { observations { nodes { versions { nodes { changed { at } } } } } } }`
  const { body, reads, writes } = await requests(made, made.doctor, list)
  expect(body.data.patient.observations.nodes).toHaveLength(3)
  expect({ reads, writes }).toEqual({ reads: 2 + 3, writes: 1 })
})

test('a patient who is not there costs as many requests as one who is', async () => {
  const made = await ward()
  const of = (id: string) => `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }`
  const there = await requests(made, made.patient, of(made.ada))
  const other = await requests(made, made.patient, of(made.ben))
  const nobody = await requests(made, made.patient, of('a'.repeat(26)))
  expect(other.body).toEqual(nobody.body)
  for (const { reads, writes } of [there, other, nobody]) expect({ reads, writes }).toEqual({ reads: 2, writes: 1 })
})

test('a mutation is two reads at most and one transaction', async () => {
  const made = await ward()
  const document = `mutation { recordObservation(input: { patient: "${made.ada}", idempotencyKey: "k1", code: { text: "Pain" }, valueString: "mild" }) { observation { valueString } } }`
  const { body, reads, writes } = await requests(made, made.doctor, document)
  expect(body.data.recordObservation.observation.valueString).toBe('mild')
  expect({ reads, writes }).toEqual({ reads: 1, writes: 1 })
  // What the record refers to is read with all the rest.
  const visited = document.replace('"k1"', `"k2", encounter: "${made.visit}"`)
  const of = await requests(made, made.doctor, visited)
  expect(of.body.errors).toBeUndefined()
  expect([of.reads, of.writes]).toEqual([1, 1])
})

test('what a list hides costs no request: records up to fifty of a page, patients up to ten', async () => {
  const made = await ward()
  const page = `{ patient(id: "${made.ada}") { observations(first: 2) { nodes { id } pageInfo { hasNextPage } } } }`
  const own = '{ patients(first: 1) { nodes { id } pageInfo { hasNextPage } } }'
  const before = [await requests(made, made.nurse, page), await requests(made, made.nurse, own)]
  for (let i = 0; i < 50; i += 1)
    await made.write(made.north, {
      type: 'Observation',
      name: `note-${i}`,
      patient: made.ada,
      segments: ['PSYCHOTHERAPY'],
      content: { status: 'final', subject: { reference: made.ada }, effectiveDateTime: '2026-06-01', valueString: 'x' },
    })
  for (let i = 0; i < 10; i += 1) {
    const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['NAME'] }]
    const id = await made.write(made.north, {
      type: 'Patient',
      name: `denies-${i}`,
      content: { name: [{ family: 'Noll' }], birthDate: '1980-01-01', consents: [{ id: 'a'.repeat(26), rules }] },
    })
    await treat(made, made.north, { patient: id, actor: made.nils })
  }
  const after = [await requests(made, made.nurse, page), await requests(made, made.nurse, own)]
  expect(after).toEqual(before)
  expect(before.map(({ reads }) => reads)).toEqual([2, 2])
})

test('who finds nobody has asked as often as who finds one that does not exist for him', async () => {
  const made = await ward()
  const search = (family: string, birthDate: string) =>
    requests(made, made.patient, `{ patients(family: "${family}", birthDate: "${birthDate}") { nodes { id } } }`)
  const hidden = await search('Bauer', '1981-11-30')
  expect(hidden.body.data.patients.nodes).toEqual([])
  expect(await search('Nobody', '1981-11-30')).toEqual(hidden)
  const linked = `{ patient(id: "${made.ada}") { linked { nodes { id } } } }`
  const before = await requests(made, made.patient, linked)
  const input = (idempotencyKey: string) => ({
    variables: { input: { patient: made.ada, into: made.ben, idempotencyKey } },
  })
  const merge = 'mutation ($input: MergePatientsInput!) { mergePatients(input: $input) { state } }'
  await made.query(made.privacy, merge, input('a'))
  expect((await made.query(made.admin, merge, input('b'))).body.data.mergePatients.state).toBe('LINKED')
  expect(await requests(made, made.patient, linked)).toEqual(before)
})
