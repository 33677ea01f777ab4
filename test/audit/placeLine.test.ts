import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlace } from '../../packages/audit/src/placeLine.ts'
import { encodeRecord, findRecord } from '../../packages/audit/src/recordLine.ts'
import { idOf } from './fixture.ts'
import { anyRequest } from './randomRecord.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)

/** What a place says, as reading the record whole says it. */
function slowly(line: string) {
  const record = findRecord(line)
  return record && { tenant: record.tenant, chain: record.chain, seq: record.seq, prev: record.prev }
}

const quickly = (line: string) => {
  const place = findPlace(line)
  return place && { tenant: place.tenant, chain: place.chain, seq: place.seq, prev: place.prev }
}

test(`the place of a record is read as the whole record is, and of nothing that is none (seed ${seed})`, () => {
  const where = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.constantFrom(...'0129aZ",:[]{}~ \n\u00e9', '00', '1e5', '-1', ',""'),
    cut: fc.nat(3),
  })
  const property = fc.property(anyRequest, fc.array(where, { minLength: 1, maxLength: 40 }), (record, edits) => {
    const line = encodeRecord(record)
    expect(slowly(line)).toBeDefined()
    expect(quickly(line)).toEqual(slowly(line))
    for (const { at, put, cut } of edits) {
      const place = Math.floor(at * line.length)
      const edited = line.slice(0, place) + put + line.slice(place + cut)
      expect([edited, quickly(edited)]).toEqual([edited, slowly(edited)])
    }
  })
  fc.assert(property, { seed, numRuns: long ? 5_000 : 300 })
})

test('a record with more names than one may have is none, however it is read', () => {
  const [record] = fc.sample(anyRequest, { seed: 1, numRuns: 1 })
  if (record === undefined) throw new Error('nothing was drawn')
  const line = encodeRecord({ ...record, disclosed: [[null, 'Patient', idOf('john'), ['id']]] })
  const many = (count: number) => line.replace('["id"]', JSON.stringify(Array.from({ length: count }, () => 'a')))
  expect([quickly(many(500)), quickly(many(501))]).toEqual([slowly(line), undefined])
})
