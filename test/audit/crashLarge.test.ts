import { journal } from '@wardgraph/api'
import { type AuditEntry, createLanes } from '@wardgraph/audit'
import { openTenant } from '@wardgraph/records'
import { createVault } from '@wardgraph/vault'
import { beforeAll, expect, test, vi } from 'vitest'
import { Doors, type Fault, kindsOf } from './crash.doors.ts'
import { damageIn, recordsIn } from './crash.look.ts'
import { type CrashWorld, crashWorld, storeOf } from './crash.world.ts'
import { entry, idOf } from './fixture.ts'

/** More rows than the operations of one request may disclose: what an import writes, or a way in to come. */
const ROWS = 6_000
const changed = Array.from({ length: ROWS }, (_, i): AuditEntry['changed'][number] => {
  const id = idOf(`record ${i}`)
  return [idOf('john'), 'Observation', id, ['code', 'valueQuantity'], 1]
})
const large = entry({ request: 'large', changed })

let world: CrashWorld
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  world = await crashWorld()
  return () => vi.useRealTimers()
})

/** Writes the large record with one row beside it; what became of them, and of another record behind it. */
async function write(fault: Fault | null) {
  const { services, provider, north } = world
  const store = await storeOf(world)
  const doors = new Doors({ table: store, provider })
  const vault = createVault({ keysTable: async () => 'keys', provider: doors.provider, deployment: 'test' })
  const made = { ...services, table: doors.table, vault, lanes: createLanes() }
  const keys = await openTenant(made, north.tenant)
  const row = { pk: `${north.tenant}#T`, sk: 'large', w: 1 }
  const deadline = Date.now() + 10_000
  const of = { keys, entry: large, actions: [{ do: 'put', table: 'directory', row } as const], deadline }
  doors.arm(fault)
  const written = await Promise.race([journal(made, of), doors.died])
  const look = async () => ({
    rows: recordsIn(store)
      .filter(({ request }) => request === 'large')
      .map((record) => record.changed.length),
    effect: (await store.get([{ table: 'directory', pk: row.pk, sk: row.sk }]))[0] !== undefined,
  })
  const then = await look()
  await doors.land('LATE')
  doors.arm(null)
  const small = { ...of, entry: entry({ request: 'small' }), actions: [] }
  const next = written && (await journal(made, small))
  await doors.land('LATEST')
  return { written, then, end: await look(), next, damage: await damageIn(store, world) }
}

test('of a record of more than 300 KB all pieces are there with what it tells of, or none, whichever call fails', async () => {
  const whole = await write(null)
  expect(whole.written).toEqual({ outcome: 'COMMITTED' })
  expect(whole.then.rows.length).toBeGreaterThan(1)
  for (const kind of kindsOf('transact')) {
    const { written, then, end, next, damage } = await write({ at: 1, kind })
    if (written?.outcome === 'COMMITTED') expect([kind, then]).toEqual([kind, whole.then])
    for (const seen of [then, end]) expect([kind, seen.effect ? whole.then.rows : []]).toEqual([kind, seen.rows])
    if (next !== undefined) expect([kind, next]).toEqual([kind, { outcome: 'COMMITTED' }])
    expect([kind, damage]).toEqual([kind, null])
  }
})
