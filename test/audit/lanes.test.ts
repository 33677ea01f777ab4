import { type AuditError, createLanes, type Head, type Lease } from '@wardgraph/audit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clinic, north, seededRandom, south } from './fixture.ts'

const next = (lease: Lease): Head => ({
  tenant: lease.tenant,
  chain: lease.chain,
  seq: (lease.head?.seq ?? -1) + 1,
  hash: '0'.repeat(64),
})

const eight = (tenant: string, lanes = createLanes({ random: seededRandom() })) =>
  Promise.all(Array.from({ length: 8 }, () => lanes.lease(tenant)))

test('a tenant has eight lanes of different chains, and the ninth request waits for the first that is free', async () => {
  const lanes = createLanes({ random: seededRandom() })
  const leases = await eight(north, lanes)
  expect(new Set(leases.map(({ chain }) => chain)).size).toBe(8)
  expect(leases.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  const order: number[] = []
  const ask = async (name: number) => {
    const { lane } = await lanes.lease(north)
    order.push(name)
    return lane
  }
  const ninth = ask(9)
  const tenth = ask(10)
  expect((await lanes.lease(south)).lane).toBe(0)
  expect(order).toEqual([])
  leases[5]?.release()
  leases[2]?.release()
  expect([await ninth, await tenth]).toEqual([5, 2])
  expect(order).toEqual([9, 10])
})

test('a chain goes on from the committed head, and from the old one after a release', async () => {
  const lanes = createLanes({ random: seededRandom() })
  const first = await lanes.lease(north)
  expect(first.head).toBeNull()
  const head = next(first)
  first.commit(head)
  const second = await lanes.lease(north)
  expect(second.chain).toBe(first.chain)
  expect(second.head).toEqual(head)
  second.release()
  expect((await lanes.lease(north)).head).toEqual(head)
})

test('after an unknown outcome the lane opens another chain whose genesis names the one given up', async () => {
  const { lanes, store, record } = await clinic()
  const given = await record(north)
  const lost = await lanes.lease(north)
  lost.close()
  const after = await lanes.lease(north)
  expect(after.lane).toBe(lost.lane)
  expect(after.chain).not.toBe(given)
  expect(after.head).toBeNull()
  const { rows } = store(after)
  expect(JSON.parse(rows[0]?.r ?? '')).toMatchObject({ outcome: 'GENESIS', closes: { chain: given, seq: 1 } })
})

test('a chain without one known record is not named: its predecessor still is', async () => {
  const { lanes, record } = await clinic()
  const given = await record(north)
  for (let n = 0; n < 3; n += 1) (await lanes.lease(north)).close()
  const after = await lanes.lease(north)
  expect(after.closes).toEqual({ chain: given, seq: 1 })
  after.commit(next(after))
  expect((await lanes.lease(north)).closes).toBeNull()
})

test('a lease is given back once, with a later head of its own chain', async () => {
  const lanes = createLanes({ random: seededRandom() })
  const lease = await lanes.lease(north)
  const refused = expect.objectContaining({ code: 'ERR_AUDIT_LEASE' } satisfies Partial<AuditError>)
  expect(() => lease.commit({ ...next(lease), chain: 'a'.repeat(26) })).toThrow(refused)
  expect(() => lease.commit({ ...next(lease), tenant: south })).toThrow(refused)
  lease.commit(next(lease))
  expect(() => lease.release()).toThrow(refused)
  expect(() => lease.close()).toThrow(refused)
  const again = await lanes.lease(north)
  expect(() => again.commit({ ...next(again), seq: 0 })).toThrow(refused)
})

test('a thousand requests may wait for a tenant, and the next is refused at once', async () => {
  const lanes = createLanes({ random: seededRandom() })
  await eight(north, lanes)
  for (let n = 0; n < 1_000; n += 1) void lanes.lease(north)
  await expect(lanes.lease(north)).rejects.toMatchObject({ code: 'ERR_AUDIT_BUSY' })
})

test('a thousand idle tenants are remembered, a leased lane always', async () => {
  const lanes = createLanes({ random: seededRandom() })
  const held = await lanes.lease(north)
  const idle = await lanes.lease(south)
  idle.commit(next(idle))
  const tenantOf = (n: number) => `t${n}`
  for (let n = 0; n < 1_000; n += 1) (await lanes.lease(tenantOf(n))).release()
  expect((await lanes.lease(south)).head).toBeNull()
  const head = next(held)
  held.commit(head)
  expect((await lanes.lease(north)).head).toEqual(head)
})

test('whatever many requests do with their leases, no lane has two appends in flight and no chain has a gap', async () => {
  const act = fc.record({ tenant: fc.constantFrom(north, south), end: fc.constantFrom('commit', 'release', 'close') })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), fc.scheduler(), async (acts, scheduler) => {
      const lanes = createLanes({ random: seededRandom() })
      const inFlight = new Set<string>()
      const committed = new Map<string, number>()
      let most = 0
      const request = async ({ tenant, end }: { tenant: string; end: string }) => {
        const lease = await lanes.lease(tenant)
        const lane = `${tenant} ${lease.lane}`
        expect(inFlight.has(lane)).toBe(false)
        inFlight.add(lane)
        most = Math.max(most, [...inFlight].filter((name) => name.startsWith(tenant)).length)
        await scheduler.schedule(Promise.resolve())
        inFlight.delete(lane)
        if (end === 'release') return lease.release()
        if (end === 'close') return lease.close()
        expect(lease.head?.seq).toBe(committed.get(lease.chain))
        committed.set(lease.chain, (committed.get(lease.chain) ?? -1) + 1)
        lease.commit(next(lease))
      }
      const running = Promise.all(acts.map(request))
      await scheduler.waitFor(running)
      expect(most).toBeLessThanOrEqual(8)
    }),
    { numRuns: process.env.WARDGRAPH_LONG ? 1_000 : 100 },
  )
})
