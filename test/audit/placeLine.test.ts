import { createSecretKey } from 'node:crypto'
import { type AuditEntry, createLanes, requestRows } from '@wardgraph/audit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlace } from '../../packages/audit/src/placeLine.ts'
import { findRecord } from '../../packages/audit/src/recordLine.ts'
import { entry, idOf, north } from './fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)

const id = fc.constantFrom('ann', 'john', 'eve').map(idOf)
const field = fc.constantFrom('id', 'name', 'birthDate~', '_x')
const fields = fc.array(field, { maxLength: 4 })
const maybe = fc.option(id)
const rows = { maxLength: 3 }
const some = fc.record({
  disclosed: fc.array(fc.tuple(maybe, fc.constantFrom('Patient', 'Observation'), id, fields), rows),
  changed: fc.array(fc.tuple(maybe, fc.constant('Patient'), id, fields, fc.nat()), rows),
  denied: fc.array(fc.tuple(maybe, fc.constant('Patient'), maybe, fields), rows),
  ties: fc.array(fc.tuple(id, fc.constant('CARE_TEAM'), fc.option(fc.constantFrom('careteam', idOf('grant')))), rows),
  status: fc.option(fc.integer({ min: 100, max: 599 })),
  session: fc.option(id),
  caller: fc.option(
    fc.record({ person: id, membership: id, role: fc.constant('DOCTOR'), purpose: fc.constant('TREAT') }),
  ),
  opened: fc.nat(),
})

/** The lines of a request on a new chain: its genesis and its record. */
async function linesOf(change: Partial<AuditEntry>): Promise<readonly string[]> {
  const lease = await createLanes().lease(north)
  const key = createSecretKey(Buffer.alloc(32))
  return requestRows({ lease, entry: entry(change), key }).rows.map(({ r }) => r)
}

/** What a place says, as reading the record whole says it. */
function slowly(line: string) {
  const record = findRecord(line)
  return record && { tenant: record.tenant, chain: record.chain, seq: record.seq, prev: record.prev }
}

const quickly = (line: string) => {
  const place = findPlace(line)
  return place && { tenant: place.tenant, chain: place.chain, seq: place.seq, prev: place.prev }
}

test(`the place of a record is read as the whole record is, and of nothing that is none (seed ${seed})`, async () => {
  const where = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.constantFrom(...'0129aZ",:[]{}~ \n\u00e9', '00', '1e5', '-1', ',""'),
    cut: fc.nat(3),
  })
  const property = fc.asyncProperty(some, fc.array(where, { minLength: 1, maxLength: 40 }), async (change, edits) => {
    for (const line of await linesOf(change)) {
      expect(slowly(line)).toBeDefined()
      expect(quickly(line)).toEqual(slowly(line))
      for (const { at, put, cut } of edits) {
        const place = Math.floor(at * line.length)
        const edited = line.slice(0, place) + put + line.slice(place + cut)
        expect([edited, quickly(edited)]).toEqual([edited, slowly(edited)])
      }
    }
  })
  await fc.assert(property, { seed, numRuns: long ? 5_000 : 300 })
})

test('a record with more names than one may have is none, however it is read', async () => {
  const [, line = ''] = await linesOf({ disclosed: [[null, 'Patient', idOf('john'), ['id']]] })
  const many = (count: number) => line.replace('["id"]', JSON.stringify(Array.from({ length: count }, () => 'a')))
  expect([quickly(many(500)), quickly(many(501))]).toEqual([slowly(line), undefined])
})
