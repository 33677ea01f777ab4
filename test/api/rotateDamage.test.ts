import { createHandler, memoryWall, type Rotating, rotateIndex, rotateRoot, rotateSubjects } from '@wardgraph/api'
import type { Action, TableName } from '@wardgraph/records'
import { createVault } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { send } from '../fixtures/clinic.ts'
import { damageOf } from '../fixtures/recorded.ts'
import { without } from '../vault/fixture.ts'
import { chart, type Ready, ready, versions } from './rotate.fixture.ts'

/** Rows that are damaged for a while: `repair` puts them back as they were. */
async function damage({ memory }: Ready, of: { readonly table: TableName; readonly pk: string; readonly sk: string }) {
  const [row] = await memory.get([of])
  if (row === undefined) throw new Error('there is no such row')
  const put = (one: typeof row) =>
    memory.transact([{ do: 'put', table: of.table, row: one }], { token: crypto.randomUUID() })
  await put({ ...row, w: 99 })
  return { repair: () => put(row) }
}

const headOf = ({ north, ada }: Ready) => ({ table: 'records', pk: `${north.tenant}#P#${ada}`, sk: 'A' }) as const
const keyOf = ({ north, ada }: Ready) => ({ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }) as const
const rulesOf = ({ north }: Ready) => ({ table: 'directory', pk: `${north.tenant}#T`, sk: 'rules' }) as const

test('a row that is set right after new keys were made opens, and the next run takes the old keys away', async () => {
  for (const place of [headOf, keyOf]) {
    const made = await ready()
    const before = await chart(made)
    const { repair } = await damage(made, place(made))
    expect(await rotateSubjects(made.rotating)).toBeGreaterThan(0)
    await repair()
    expect((await chart(made)).body).toEqual(before.body)
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect((await chart(made)).body).toEqual(before.body)
    expect(versions(made, ['records'])).toEqual(new Set([2]))
    expect(damageOf(made)).toEqual([])
  }
})

test('a key that is damaged while everything is sealed anew is not taken away', async () => {
  const made = await ready()
  const before = await chart(made)
  let repair: (() => Promise<void>) | undefined
  const until: Rotating['until'] = async (at) => {
    await made.rotating.until(at)
    if (repair === undefined) ({ repair } = await damage(made, keyOf(made)))
  }
  expect(await rotateSubjects({ ...made.rotating, until })).toBeGreaterThan(0)
  await repair?.()
  expect((await chart(made)).body).toEqual(before.body)
  expect(await rotateSubjects(made.rotating)).toBe(0)
  expect((await chart(made)).body).toEqual(before.body)
  expect(versions(made, ['records'])).toEqual(new Set([2]))
  expect(damageOf(made)).toEqual([])
})

test('from when on a key is written with is believed under its MAC only', async () => {
  const made = await ready()
  const [row] = await made.memory.get([keyOf(made)])
  const forged = { ...row, k9: new Uint8Array(96), f9: made.clock.now + 1_000_000_000 }
  await made.memory.transact([{ do: 'put', table: 'keys', row: forged }], { token: crypto.randomUUID() })
  const start = made.clock.now
  expect(await rotateSubjects(made.rotating)).toBeGreaterThan(0)
  expect(made.clock.now - start).toBeLessThan(3_600_000)
})

test('a row that is set right after a new root was made is read, and the next run replaces the old root', async () => {
  for (const place of [rulesOf, keyOf]) {
    const made = await ready()
    const before = await chart(made)
    const { repair } = await damage(made, place(made))
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(1)
    await repair()
    expect((await chart(made)).body).toEqual(before.body)
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(0)
    expect((await chart(made)).body).toEqual(before.body)
    const roots = await made.memory.query({ table: 'keys', pk: `${made.north.tenant}#K`, prefix: 'root#' })
    expect(roots.map(({ sk, b }) => [sk, b !== undefined])).toEqual([
      ['root#1', false],
      ['root#2', true],
    ])
    expect(damageOf(made)).toEqual([])
  }
})

test('a record that is set right after a new index root was made is found, and the next run takes the old one away', async () => {
  const made = await ready()
  const found = async () => {
    const { body } = await made.query(made.doctor, '{ patients(mrn: "MRN-00012345") { nodes { id } } }')
    return body.data.patients.nodes
  }
  const { repair } = await damage(made, headOf(made))
  expect(await rotateIndex(made.rotating)).toBe(1)
  await repair()
  expect(await found()).toEqual([{ id: made.ada }])
  expect(await rotateIndex(made.rotating)).toBe(0)
  expect(await found()).toEqual([{ id: made.ada }])
  expect(damageOf(made)).toEqual([])
})

test('what a machine whose clock is behind writes with the old key is sealed anew before that is taken away', async () => {
  const made = await ready()
  const now = () => made.clock.now - 15 * 60_000
  const vault = createVault({ provider: made.provider, deployment: 'test', keysTable: async () => 'keys', now })
  const behind = createHandler(memoryWall({ ...made.services, vault, now }))
  const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
  const telecom = [{ system: 'phone', value: '555-0199' }]
  const input = { patient: made.ada, expectedVersion: 1, idempotencyKey: 'k', telecom }
  let waits = 0
  const until: Rotating['until'] = async (at) => {
    await made.rotating.until(at)
    waits += 1
    if (waits !== 2) return
    const headers = { authorization: `Bearer ${made.support.token}` }
    const { body } = await send(behind, { headers, body: JSON.stringify({ query: contact, variables: { input } }) })
    expect(body).toEqual({ data: { updatePatientContact: { patient: { version: 2 } } } })
    expect(versions(made, ['records'])).toEqual(new Set([1, 2]))
  }
  expect(await rotateSubjects({ ...made.rotating, until })).toBe(0)
  expect((await chart(made)).body.data.patient.telecom).toEqual([{ value: '555-0199' }])
  expect(versions(made, ['records'])).toEqual(new Set([2]))
  expect(damageOf(made)).toEqual([])
})

test('a key row that another hand says is destroyed keeps the old index root, by which its patient is found', async () => {
  const made = await ready()
  const { memory, query, doctor, ada } = made
  const found = async () => (await query(doctor, '{ patients(mrn: "MRN-00012345") { nodes { id } } }')).body.data
  const [row] = await memory.get([keyOf(made)])
  const put = (one: NonNullable<typeof row>) =>
    memory.transact([{ do: 'put', table: 'keys', row: one }], { token: crypto.randomUUID() })
  await put({ ...row, shredded: 'now' })
  expect(await rotateIndex(made.rotating)).toBeGreaterThan(0)
  await put(row ?? expect.unreachable())
  expect(await found()).toEqual({ patients: { nodes: [{ id: ada }] } })
  expect(await rotateIndex(made.rotating)).toBe(0)
  expect(await found()).toEqual({ patients: { nodes: [{ id: ada }] } })
})

test('a subject whose row is written again and again meanwhile gets its new key all the same', async () => {
  let between: ((actions: readonly Action[]) => Promise<void>) | undefined
  const made = await ready((table) => ({
    ...table,
    transact: async (actions, options) => {
      await between?.(actions)
      return table.transact(actions, options)
    },
  }))
  const place = keyOf(made)
  let times = 2
  between = async (actions) => {
    const isNew = actions.some((one) => one.do === 'put' && one.row.pk === place.pk && one.row.k2 !== undefined)
    if (!isNew || times === 0) return
    times -= 1
    const [row] = await made.memory.get([place])
    const again = made.north.protect({ table: 'keys', row: { ...without(row ?? {}, 'm'), w: Number(row?.w ?? 1) + 1 } })
    await made.memory.transact([{ do: 'put', table: 'keys', row: again }], { token: crypto.randomUUID() })
  }
  expect(await rotateSubjects(made.rotating)).toBe(0)
  expect(times).toBe(0)
  const [row] = await made.memory.get([place])
  expect(Object.keys(row ?? {}).sort()).toEqual(['f2', 'k2', 'm', 'pk', 'sk', 'w'])
})
