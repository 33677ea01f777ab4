import { parseArgs } from 'node:util'
import { grid, wrong } from './grid.ts'
import { prove } from './prove.ts'
import { proveRandom } from './random.ts'
import { sample } from './sample.ts'
import { unclaimed } from './unclaimed.ts'
import { leakWorld } from './world.ts'

// `npm run prove:leaks [-- --share 0.1] [-- --seed N] [-- --runs N]`: prints the grid of docs/leaks.md, and ends with 1 if anything leaks.
const { values } = parseArgs({
  options: { share: { type: 'string' }, seed: { type: 'string' }, runs: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const share = Number(values.share ?? 0.1)
process.stderr.write(`seed ${seed}, ${share} of the operations\n`)
const world = await leakWorld()
const everything = <T>(all: readonly T[]) => all
const cells = await prove(world, {
  differences: everything,
  operations: sample(seed, share),
  readers: everything,
})
const found = wrong(cells)
process.stdout.write(`${grid(cells)}\n\nNot claimed:\n\n${await unclaimed(world)}\n`)
for (const line of found) process.stderr.write(`${line}\n`)
await proveRandom(world, { seed, runs: Number(values.runs ?? 2_000) })
process.exitCode = found.length === 0 ? 0 : 1
