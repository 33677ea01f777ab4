import { copyOf } from '../fixtures/clinic.ts'
import { differences } from './differences.ts'
import { type LeakWorld, plant, WRITTEN } from './world.ts'

const HIDDEN = [0, 50, 51, 250, 251]
const CALLS = 60

/** What is not claimed, measured: requests and time (ms, median) of a page behind which so many records are hidden. */
export async function unclaimed(world: LeakWorld): Promise<string> {
  const base = differences(world).find(({ where }) => where === 'TEAM')
  const nurse = world.askers.find(({ name }) => name === 'a nurse of the team')
  if (base === undefined || nurse === undefined) throw new Error('there is nothing to measure')
  const lines = ['| hidden records before the page | requests | ms |', '| --- | --- | --- |']
  for (const hidden of HIDDEN) {
    const side = await copyOf(world)
    const notes = Array.from({ length: hidden }, (_, i) => ({
      type: 'Observation',
      name: `hidden-${i}`,
      segments: ['PSYCHOTHERAPY'] as const,
      at: WRITTEN,
      content: { status: 'final', effectiveDateTime: '2026-06-01', valueString: 'x' },
    }))
    await plant(side, 'TEAM', { ...base.a, records: [...base.a.records, ...notes] })
    const document = `{ patient(id: "${world.vera.north}") { observations(first: 1) { nodes { id } } } }`
    const times: number[] = []
    let requests = 0
    for (let i = 0; i < CALLS; i += 1) {
      const before = side.memory.calls.get + side.memory.calls.query
      const start = performance.now()
      await side.query(nurse.user, document)
      times.push(performance.now() - start)
      requests = side.memory.calls.get + side.memory.calls.query - before
    }
    const median = times.sort((a, b) => a - b)[CALLS / 2] ?? 0
    lines.push(`| ${hidden} | ${requests} | ${median.toFixed(2)} |`)
  }
  return lines.join('\n')
}
