import { expect, test } from 'vitest'
import { wrong } from './grid.ts'
import type { Operation } from './operations.ts'
import { prove } from './prove.ts'
import { proveRandom } from './random.ts'
import { sample } from './sample.ts'
import { leakWorld } from './world.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)

test(`what a caller may not read changes nothing that reaches it, nor how much is asked for (seed ${seed})`, async () => {
  const world = await leakWorld()
  const drawn = sample<Operation>(seed, long ? 0.1 : 0.01)
  const cells = await prove(world, {
    differences: sample(seed, long ? 1 : 0.2),
    // What takes effect is asked of two stores that are made for it, which takes most of the time.
    operations: (all) => drawn(all.filter(({ takesEffect }, i) => !takesEffect || i % 4 === 0)),
    readers: sample(seed, long ? 1 : 0.2),
  })
  expect(wrong(cells)).toEqual([])
  // It was compared, and not in vain: whoever may tell the two stores apart does.
  const hidden = cells.filter(({ sees }) => !sees)
  expect(hidden.length).toBeGreaterThan(long ? 1_000 : 50)
  expect(hidden.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(5 * hidden.length)
  expect(cells.filter(({ sees }) => sees).length).toBeGreaterThan(long ? 200 : 0)
}, 3_600_000)

test(`nor does it for random documents (seed ${seed})`, async () => {
  await proveRandom(await leakWorld(), { seed, runs: long ? 10_000 : 500 })
}, 900_000)
