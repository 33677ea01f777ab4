import { createHandler, memoryWall, type Services } from '@wardgraph/api'
import { type Key, NO_TENANT, type Table } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { deliver } from '../fixtures/auditStream.ts'
import { place, send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { chartOf } from './disclosures.fixture.ts'

const token = () => ({ token: crypto.randomUUID() })
const NO_TENANT_IN_FORCE = { name: 'WallError', code: 'ERR_WALL_NO_TENANT' }
const OTHER_TENANT = { name: 'WallError', code: 'ERR_WALL_OTHER_TENANT' }

async function walledWard() {
  const made = await ward()
  const wall = memoryWall(made.services)
  const own = place(made.north, { type: 'Patient', id: made.ada, patient: null })
  const others = place(made.south, { type: 'Patient', id: made.cleo, patient: null })
  return { ...made, wall, own, others, north: made.north, south: made.south }
}

/** Every way to ask a table for a key. */
const ways = (table: Table, key: Key): Readonly<Record<string, () => Promise<unknown>>> => ({
  get: () => table.get([key]),
  query: () => table.query({ table: key.table, pk: key.pk }),
  put: () => table.transact([{ do: 'put', table: key.table, row: { pk: key.pk, sk: 'x' } }], token()),
  remove: () => table.transact([{ do: 'remove', key: { ...key, sk: 'x' } }], token()),
  check: () => table.transact([{ do: 'check', key: { ...key, sk: 'none' }, if: { is: 'absent' } }], token()),
})

test('work for a tenant reaches the keys of that tenant alone, by every way to ask', async () => {
  const { wall, north, own, others } = await walledWard()
  await wall.within(north.tenant, async () => {
    for (const ask of Object.values(ways(wall.table, own))) await ask()
    for (const ask of Object.values(ways(wall.table, others))) await expect(ask()).rejects.toMatchObject(OTHER_TENANT)
    await expect(wall.table.get([own, others])).rejects.toMatchObject(OTHER_TENANT)
    // One tenant's id must not be the beginning of another's key.
    const longer = { ...own, pk: `${north.tenant}a#P#x` }
    for (const ask of Object.values(ways(wall.table, longer))) await expect(ask()).rejects.toMatchObject(OTHER_TENANT)
  })
})

test('outside of work for a tenant nothing is reached', async () => {
  const { wall, own, north } = await walledWard()
  for (const ask of Object.values(ways(wall.table, own))) await expect(ask()).rejects.toMatchObject(NO_TENANT_IN_FORCE)
  await expect(wall.vault.tenant(north.tenant, async () => [])).rejects.toMatchObject(NO_TENANT_IN_FORCE)
  await wall.within(north.tenant, async () => {})
  await expect(wall.table.get([own])).rejects.toMatchObject(NO_TENANT_IN_FORCE)
})

test('the vault opens the tenant in force alone, also of what it has in memory', async () => {
  const { wall, north, south, services } = await walledWard()
  const load = () => services.table.query({ table: 'keys', pk: `${south.tenant}#K` })
  expect((await wall.within(south.tenant, () => wall.vault.tenant(south.tenant, load))).tenant).toBe(south.tenant)
  await wall.within(north.tenant, async () => {
    for (const ask of [
      () => wall.vault.tenant(south.tenant, load),
      async () => wall.vault.openTenant(south.tenant, await load()),
      async () => wall.vault.moveTenant(south.tenant, await load()),
      () => wall.vault.createTenant(south.tenant),
      () => wall.vault.createRoot(south.tenant, { version: 2, from: 0 }),
    ])
      await expect(ask()).rejects.toMatchObject(OTHER_TENANT)
  })
})

test('nobody acts for two tenants: work within work is for the same one, and side by side they do not mix', async () => {
  const { wall, north, south, own, others } = await walledWard()
  await wall.within(north.tenant, async () => {
    expect(await wall.within(north.tenant, () => wall.table.get([own]))).toHaveLength(1)
    await expect(wall.within(south.tenant, async () => {})).rejects.toMatchObject(OTHER_TENANT)
    await expect(wall.within(NO_TENANT, async () => {})).rejects.toMatchObject(OTHER_TENANT)
  })
  const turns = Array.from({ length: 20 }, (_, i) =>
    i % 2 === 0 ? { keys: north, key: own } : { keys: south, key: others },
  )
  const rows = await Promise.all(
    turns.map(({ keys, key }) =>
      wall.within(keys.tenant, async () => {
        await new Promise(setImmediate)
        return wall.table.get([key])
      }),
    ),
  )
  expect(rows.map(([row]) => row?.pk)).toEqual(turns.map(({ key }) => key.pk))
})

/** A handler in which something goes wrong: with every read it asks for a key of another tenant as well. */
function astray(services: Services, key: Key): Services {
  const { table } = services
  return { ...services, table: { ...table, get: async (keys) => (await table.get([...keys, key])).slice(0, -1) } }
}

test('a request that strays to another tenant ends without data', async () => {
  const { wall, others, doctor, ada } = await walledWard()
  const body = JSON.stringify({ query: chartOf(ada) })
  const reply = await send(createHandler(astray(wall, others)), {
    headers: { authorization: `Bearer ${doctor.token}` },
    body,
  })
  expect([reply.status, reply.body.data]).toEqual([500, undefined])
})

test("a verified token of one tenant with another's ids is answered as one with ids of nobody", async () => {
  const made = await walledWard()
  const { doctor, admin, privacy, cleo } = made
  const nobody = 'a'.repeat(26)
  for (const [user, name, input] of [
    [doctor, 'recordObservation', { code: { text: 'Pain' }, valueString: 'mild' }],
    [doctor, 'breakGlass', { reason: 'No pulse' }],
    [admin, 'assignCareTeam', { practitioner: made.dora }],
    [privacy, 'erasePatient', { reason: 'Asked to be forgotten' }],
  ] as const) {
    const of = async (patient: string) => {
      const { status, body } = await act(made, user, name, { ...input, patient })
      return { name, status, code: body.errors?.[0]?.extensions?.code, data: body.data }
    }
    const found = await of(cleo)
    expect(found).toEqual(await of(nobody))
    expect([found.status, found.code]).not.toEqual([500, 'INTERNAL'])
  }
})

test('the stream of two tenants makes the disclosures of each', async () => {
  const made = await walledWard()
  const { north, south, doctor, ada, cleo, memory } = made
  const sue = await made.write(south, { type: 'Practitioner', name: 'sue', content: { name: [{ family: 'Sue' }] } })
  const treats = await made.join(south, { username: 'sue', role: 'DOCTOR', practitioner: sue })
  for (const [user, patient] of [
    [doctor, ada],
    [treats, cleo],
    [doctor, ada],
  ] as const)
    await made.query(user, chartOf(patient))
  await made.query(null, chartOf(ada))
  expect(await deliver(made)).toEqual([])
  const tenants = memory
    .rows()
    .flatMap(({ table, row }) => (table === 'disclosures' ? String(row.pk).split('#')[0] : []))
  expect(new Set(tenants)).toEqual(new Set([north.tenant, south.tenant]))
})
