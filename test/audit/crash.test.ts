import { beforeAll, describe, expect, test } from 'vitest'
import { policy } from '../fixtures/clinic.ts'
import { mishapsOf, problemsIn, rehearse } from './crash.fixture.ts'
import { MUTATIONS, QUERIES } from './crash.operations.ts'
import { type CrashWorld, crashWorld, stopClock } from './crash.world.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)
/** All cases, or from a drawn one on every thirteenth. */
const STRIDE = long ? 1 : 13

let world: CrashWorld
beforeAll(async () => {
  const start = stopClock()
  world = await crashWorld()
  return start
})

const operations = { ...QUERIES, ...MUTATIONS }
const states = Object.entries(operations).flatMap(([name, make]) => [false, true].map((warm) => ({ name, make, warm })))
const swept = { calls: 0, cases: 0 }

test('every mutation of the schema is swept', () => {
  const mutations = Object.keys(policy.roots).filter((coordinate) => coordinate.startsWith('Mutation.'))
  expect(Object.keys(MUTATIONS).map((name) => `Mutation.${name}`)).toEqual(expect.arrayContaining(mutations))
})

describe(`whichever call fails, is lost, comes late or is the last of its process (seed ${seed})`, () => {
  test.each(states)(
    '$name (warm: $warm): what left is on record, what was acknowledged is there, sent again it has one effect, and the trail verifies',
    { timeout: 600_000 },
    async ({ name, make, warm }) => {
      const state = { name, operation: make(world), warm }
      const right = await rehearse(world, state)
      swept.calls += right.calls.length
      const found: string[] = []
      for (const mishap of mishapsOf(right.calls)) {
        swept.cases += 1
        if ((swept.cases + seed) % STRIDE === 0) found.push(...(await problemsIn(world, state, { right, mishap })))
      }
      expect(found).toEqual([])
    },
  )

  test('the sweep has met every call of every operation', () => {
    expect(swept.calls).toBeGreaterThan(290)
    expect(swept.cases).toBeGreaterThan(2_000)
  })
})
