import { createVault, type Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { BoundedCache } from '../../packages/vault/src/cache.ts'
import { deployment, openHanded } from './fixture.ts'

const minutes = 60_000

/** A vault over a counted provider and a clock that is set by hand. */
async function counted() {
  const provider = openHanded(Buffer.alloc(32, 3))
  const clock = { now: 1_000 * minutes }
  const vault = createVault({ keysTable: async () => 'keys', provider, deployment, now: () => clock.now })
  const { rows } = await vault.createTenant('clinicclinic')
  provider.calls = 0
  const loads = { count: 0 }
  const load = async (): Promise<readonly Row[]> => {
    loads.count += 1
    return rows
  }
  return { provider, clock, vault, rows, loads, load, open: () => vault.tenant('clinicclinic', load) }
}

describe("a vault's memory", () => {
  test('answers a warm request without a provider call or a read', async () => {
    const { open, provider, loads } = await counted()
    const first = await open()
    for (let at = 0; at < 100; at += 1) expect(await open()).toBe(first)
    expect([provider.calls, loads.count]).toEqual([1, 1])
  })

  test('shares one opening among simultaneous requests', async () => {
    const { open, provider, loads } = await counted()
    const all = await Promise.all(Array.from({ length: 50 }, open))
    expect(new Set(all).size).toBe(1)
    expect([provider.calls, loads.count]).toEqual([1, 1])
  })

  test('does not keep a failure', async () => {
    const { vault, open, provider } = await counted()
    const down = () => Promise.reject(new Error('down'))
    const both = await Promise.allSettled([vault.tenant('clinicclinic', down), vault.tenant('clinicclinic', down)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await open()
    expect(provider.calls).toBe(1)
  })

  test('ends after five minutes of wall clock, looked at on use', async () => {
    const { open, clock, provider } = await counted()
    await open()
    clock.now += 5 * minutes - 1
    await open()
    expect(provider.calls).toBe(1)
    clock.now += 1
    await open()
    expect(provider.calls).toBe(2)
  })

  test('counts age from before the rows were read', async () => {
    const { vault, clock, rows, open, provider } = await counted()
    await vault.tenant('clinicclinic', async () => {
      clock.now += 4 * minutes
      return rows
    })
    clock.now += minutes
    await open()
    expect(provider.calls).toBe(2)
  })

  test('ends when the clock is set back', async () => {
    const { open, clock, provider } = await counted()
    await open()
    clock.now -= 1
    await open()
    expect(provider.calls).toBe(2)
  })

  test('holds one tenant apart from another', async () => {
    const { vault, open } = await counted()
    const other = await vault.createTenant('otherotherot')
    const opened = await vault.tenant('otherotherot', async () => other.rows)
    expect([opened.tenant, (await open()).tenant]).toEqual(['otherotherot', 'clinicclinic'])
  })

  test("gives a subject's key again for the very row it was opened from, for five minutes", async () => {
    const { open, clock } = await counted()
    const keys = await open()
    const { row } = keys.createSubject('staff')
    const first = keys.openSubject({ subject: 'staff', row })
    expect(keys.openSubject({ subject: 'staff', row: { ...row } })).toBe(first)
    const replaced = keys.createSubject('staff').row
    expect(keys.openSubject({ subject: 'staff', row: replaced })).not.toBe(first)
    const second = keys.openSubject({ subject: 'staff', row: replaced })
    clock.now += 5 * minutes
    expect(keys.openSubject({ subject: 'staff', row: replaced })).not.toBe(second)
  })

  test('does not hold the key of a subject that was only created', async () => {
    const { open } = await counted()
    const keys = await open()
    const { row: stored } = keys.createSubject('staff')
    const { key: lost } = keys.createSubject('staff')
    expect(keys.openSubject({ subject: 'staff', row: stored })).not.toBe(lost)
  })
})

describe('a bounded cache', () => {
  const bounds = { maxAge: 10, maxEntries: 3, maxUses: 2, now: () => 0 }

  test('lets the least recently used entry go', () => {
    const cache = new BoundedCache<number>({ ...bounds, maxUses: 100 })
    for (const at of [1, 2, 3]) cache.keep(`${at}`, at, 0)
    cache.find('1')
    cache.keep('4', 4, 0)
    expect(['1', '2', '3', '4'].map((name) => cache.find(name))).toEqual([1, undefined, 3, 4])
  })

  test('spends its uses', () => {
    const cache = new BoundedCache<string>(bounds)
    cache.keep('a', 'value', 0)
    expect([cache.find('a'), cache.find('a'), cache.find('a'), cache.find('a')]).toEqual([
      'value',
      'value',
      undefined,
      undefined,
    ])
  })
})
