import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WrittenRow } from '../../packages/audit/src/record.ts'
import { isLinked, WrittenRows } from '../../packages/audit/src/writtenRows.ts'
import { idOf, north } from './fixture.ts'
import { opening, request } from './outFixture.ts'

const place = { table: 'records', pk: `${north}#P#${idOf('john')}`, sk: 'A' } as const
const hashOf = (counter: number) => String(counter).padStart(22, '0')
const written = (counter: number): WrittenRow => [place.table, place.pk, place.sk, counter, hashOf(counter)]

test('the counter says which version is the last, in whatever order chains are read', () => {
  const counters = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1 })
  fc.assert(
    fc.property(counters, fc.integer({ min: 1, max: 60 }), (noted, found) => {
      const rows = new WrittenRows()
      rows.note(opening())
      for (const counter of noted) rows.note(request({ seq: counter, written: [written(counter)] }))
      const last = Math.max(...noted)
      const kind = found === last ? undefined : noted.includes(found) ? 'older' : 'changed'
      const damage = rows.check({ ...place, hash: hashOf(found) })
      expect(damage?.kind).toBe(kind)
      expect(damage?.seq).toBe(kind && last)
      expect(rows.rest()).toEqual([])
    }),
  )
})

test('a version that two records wrote is a fork, whichever is read first, though both wrote the same', () => {
  const [first, second, next] = [1, 2, 3].map((seq) => request({ seq, written: [written(seq === 3 ? 2 : 1)] }))
  if (!first || !second || !next) throw new Error('three records')
  for (const order of [
    [first, second, next],
    [next, second, first],
  ]) {
    const rows = new WrittenRows()
    for (const record of order) rows.note(record)
    expect(rows.check({ ...place, hash: hashOf(2) })).toBeUndefined()
    expect(rows.rest()).toEqual([{ ...place, kind: 'forked', chain: idOf('chain'), seq: 2 }])
  }
})

test('a row has as many versions as it will, in any order', () => {
  const rows = new WrittenRows()
  for (let counter = 30_000; counter > 0; counter -= 1)
    rows.note(request({ seq: counter, written: [written(counter)] }))
  expect(rows.check({ ...place, hash: hashOf(1) })).toMatchObject({ kind: 'older', seq: 30_000 })
  expect(rows.rest()).toEqual([])
})

test.each([
  ['records', `${north}#P#x`, true],
  ['records', `${north}#V`, true],
  ['keys', `${north}#K`, true],
  ['directory', `${north}#U#x`, true],
  ['directory', `${north}#N#icu`, true],
  ['directory', '000000000000#T', true],
  ['directory', `${north}#X#MRN.1#token`, false],
  ['directory', `${north}#Q#MRN.1#token`, false],
  ['directory', `${north}#H#0`, false],
  ['directory', '000000000000#O', false],
  ['directory', '000000000000#N', true],
  ['sessions', `${north}#I#x`, false],
  ['audit', `${north}#A#x`, false],
  ['disclosures', `${north}#L#x#2026`, false],
])('a row of %s at %s is named by a record: %s', (table, pk, is) => expect(isLinked({ table, pk })).toBe(is))
