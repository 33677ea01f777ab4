import { createHash } from 'node:crypto'
import { createHandler, journal, machineEntry, memoryWall } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import type { Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { MUTATIONS } from '../audit/crash.operations.ts'
import { crashWorld, storeOf } from '../audit/crash.world.ts'
import { send } from '../fixtures/clinic.ts'
import { type Found, linkedRows } from '../fixtures/recorded.ts'

const lp = (bytes: Uint8Array | string): Buffer => {
  const value = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  return Buffer.concat([length, value])
}

/** The hash of a row, as packages/audit/README.md writes it. */
function hashOf({ table, row }: Found): string {
  const attributes = Object.keys(row)
    .sort()
    .flatMap((name) => {
      const value = row[name]
      if (typeof value === 'boolean') return [lp(name), Buffer.from('BOOL'), lp(Buffer.of(Number(value)))]
      const letter = typeof value === 'string' ? 'S' : typeof value === 'number' ? 'N' : 'B'
      return [lp(name), Buffer.from(letter), lp(value instanceof Uint8Array ? value : String(value))]
    })
  const bytes = Buffer.concat([Buffer.from('wg.row'), lp(table), ...attributes])
  return createHash('sha256').update(bytes).digest().subarray(0, 16).toString('base64url')
}

const placeOf = ({ table, row }: { table: string; row: Row }) => `${table} ${row.pk} ${row.sk}`

describe('the record of a mutation names each row that it writes, with its counter and its hash', async () => {
  const world = await crashWorld()
  test.each(Object.entries(MUTATIONS))('%s', async (_name, operation) => {
    const memory = await storeOf(world)
    const handler = createHandler(memoryWall({ ...world.services, table: memory, lanes: createLanes() }))
    const before = new Map(linkedRows({ memory }).map((found) => [placeOf(found), hashOf(found)]))
    const { as, query, variables } = operation(world)
    const request = crypto.randomUUID()
    const headers = { authorization: `Bearer ${as?.token}` }
    const { status, body } = await send(handler, { headers, body: JSON.stringify({ query, variables }), request })
    expect([status, body.errors]).toEqual([200, undefined])
    const written = linkedRows({ memory }).filter((found) => before.get(placeOf(found)) !== hashOf(found))
    const records = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
    const [record, ...more] = records.filter((one) => one.request === request)
    expect(more).toEqual([])
    expect(record.written.toSorted()).toEqual(
      written
        .map(({ table, row }) => [table, row.pk, row.sk, row.w ?? 1, hashOf({ table, row })])
        .sort((a, b) => (a.join() < b.join() ? -1 : 1)),
    )
  })
})

test('a row that a record names is not removed, by whatever transaction', async () => {
  const { services, memory, north } = await crashWorld()
  const before = memory.rows()
  const key = { table: 'directory', pk: `${north.tenant}#T`, sk: 'rules' } as const
  const entry = machineEntry(services, { root: 'tenants.add', changed: [] })
  const removing = journal(services, {
    keys: north,
    entry,
    actions: [{ do: 'remove', key }],
    deadline: services.now() + 10_000,
  })
  await expect(removing).rejects.toThrow('is not removed unseen')
  expect(memory.rows()).toEqual(before)
})
