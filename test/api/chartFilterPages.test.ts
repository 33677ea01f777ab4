import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Clinic, copyOf, treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { pagesOf } from './chartFilter.fixture.ts'

/** So many records are looked at for one page. */
const LOOKED_AT = 1_000
const START = Date.UTC(2020, 0, 1)

/** A finding at so many minutes; half minutes are between those of the chart. */
function finding(made: Pick<Clinic, 'north' | 'write'>, patient: string, of: Planted) {
  const { north, write } = made
  const { minute, status, isHidden } = of
  return write(north, {
    type: 'Observation',
    name: `o${minute}`,
    patient,
    segments: isHidden ? ['PSYCHOTHERAPY'] : ['NORMAL'],
    content: { status, code: { coding: [{ code: 'x' }] }, effectiveDateTime: at(minute) },
  })
}
interface Planted {
  readonly minute: number
  readonly status: string
  readonly isHidden?: boolean
}
const at = (minute: number) => new Date(START + minute * 60_000).toISOString()

/** Ben's chart: so many findings, of which those at these places match; the latest is at place 0. */
async function longChart(count: number, matching: readonly number[]) {
  const made = await ward()
  const { north, ben, nils, nurse } = made
  await treat(made, north, { patient: ben, actor: nils })
  const shown: string[] = []
  for (let place = count - 1; place >= 0; place -= 1) {
    const isMatch = matching.includes(place)
    const id = await finding(made, ben, { minute: count - place, status: isMatch ? 'amended' : 'final' })
    if (isMatch) shown.unshift(id)
  }
  return { made, shown, of: (query: Clinic['query']) => ({ query, user: nurse, patient: ben, list: 'observations' }) }
}

/** Places around those at which a page ends. */
const PLACES = [
  0,
  1,
  2,
  500,
  LOOKED_AT - 2,
  LOOKED_AT - 1,
  LOOKED_AT,
  LOOKED_AT + 1,
  2 * LOOKED_AT - 1,
  2 * LOOKED_AT + 50,
]
const COUNT = 2 * LOOKED_AT + 100

test('a page looks at a thousand records: what matches comes once and in order, though pages between are empty', async () => {
  const { made, shown, of } = await longChart(COUNT, PLACES)
  const pages = await pagesOf(of(made.query), { status: 'amended', first: 20 })
  expect(pages.flatMap(({ ids }) => ids)).toEqual(shown)
  expect(pages.map(({ ids, more }) => [ids.length, more])).toEqual([
    [6, true],
    [3, true],
    [1, false],
  ])
  // 2,100 that do not match: two pages of a thousand, and one of the rest.
  const none = await pagesOf(of(made.query), { status: 'cancelled', first: 1 })
  expect(none.map(({ ids, cursors, more }) => [ids.length, cursors, more])).toEqual([
    [0, 0, true],
    [0, 0, true],
    [0, 0, false],
  ])
  // What the order is kept of is no filter: nothing is opened for it, and a page is full.
  const coded = await pagesOf(of(made.query), { code: 'x', from: at(1), first: 100 })
  expect(coded.map(({ ids }) => ids.length)).toEqual(Array.from({ length: COUNT / 100 }, () => 100))
}, 300_000)

test('what is hidden changes neither a page, nor whether it goes on, nor how many pages there are', async () => {
  const { made, shown, of } = await longChart(COUNT, PLACES)
  const hidden = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: COUNT }), count: fc.constantFrom(1, 60, 250), match: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  )
  const args = fc.record({
    status: fc.constantFrom('amended', 'cancelled', 'final'),
    first: fc.constantFrom(1, 2, 20),
    from: fc.constantFrom(null, at(50)),
  })
  const property = fc.asyncProperty(hidden, args, async (runs, { status, from, first }) => {
    const other = await copyOf(made)
    const minutes = new Set(runs.flatMap(({ from, count }) => Array.from({ length: count }, (_, i) => from + i + 0.5)))
    const matches = runs.some(({ match }) => match)
    for (const minute of minutes)
      await finding(other, made.ben, { minute, status: matches ? status : 'preliminary', isHidden: true })
    // `final` is nearly all of the chart: what is new in it are its first pages.
    const asked = status === 'final' ? { status, first: 100, from: at(COUNT - 300) } : { status, first, from }
    const [without, beside] = [await pagesOf(of(made.query), asked), await pagesOf(of(other.query), asked)]
    expect(beside).toEqual(without)
    if (status === 'amended' && from === null) expect(without.flatMap(({ ids }) => ids)).toEqual(shown)
  })
  await fc.assert(property, { numRuns: process.env.WARDGRAPH_LONG === '1' ? 40 : 6 })
}, 900_000)

test('a list that is added to while it is paged still gives what was there, each once and in order', async () => {
  const { made, shown, of } = await longChart(1_500, [0, 3, 4, 700, 1_200, 1_201, 1_499])
  let added = 0
  const pages = await pagesOf(of(made.query), { status: 'amended', first: 2 }, async (page) => {
    // Newer than all, among what was given, and among what is to come; what matches, and what does not.
    for (const minute of [2_000 + page, 1_400.5 + page, 20.5 + page])
      for (const status of ['amended', 'final']) {
        added += 1
        await finding(made, made.ben, { minute: minute + (status === 'final' ? 0.25 : 0), status })
      }
  })
  const ids = pages.flatMap(({ ids }) => ids)
  expect(added).toBeGreaterThan(12)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => shown.includes(id))).toEqual(shown)
}, 300_000)
