import { beforeAll, expect, test } from 'vitest'
import { buffered, careless, eager, terse, unlisted } from './crash.broken.ts'
import type { Kind } from './crash.doors.ts'
import { type Mishap, problemsIn, rehearse, type State } from './crash.fixture.ts'
import { MUTATIONS, QUERIES } from './crash.operations.ts'
import { type CrashWorld, crashWorld, stopClock } from './crash.world.ts'

let world: CrashWorld
beforeAll(async () => {
  const start = stopClock()
  world = await crashWorld()
  return start
})

/** What the sweep says of the product, and of one that is broken, where this happens to the commit. */
async function compare(name: string, broken: State['broken'], kind: Kind | 'DIES_THEN' | null) {
  const make = { ...QUERIES, ...MUTATIONS }[name]
  if (make === undefined || broken === undefined) throw new Error('there is no such case')
  const state: State = { name, operation: make(world), warm: true }
  const right = await rehearse(world, state)
  const commit = right.calls.lastIndexOf('transact') + 1
  const mishap: Mishap = kind === null || kind === 'DIES_THEN' ? kind : { at: commit, kind }
  const sound = await problemsIn(world, state, { right, mishap })
  const found = await problemsIn(world, { ...state, broken }, { right, mishap })
  return { sound, found: found.map((text) => text.slice(text.indexOf(': ') + 2)) }
}

const NO_RECORD = 'a reply left without its record'
const LESS = 'a record does not name exactly what its reply shows'
const NO_EFFECT = 'a request was acknowledged without its effect'
const APART = 'an effect and the record that tells of it are not both there'

const cases: readonly {
  problem: string
  name: string
  broken: State['broken']
  kind: Parameters<typeof compare>[2]
}[] = [
  { problem: NO_RECORD, name: 'a chart', broken: buffered, kind: null },
  { problem: NO_RECORD, name: 'a chart', broken: buffered, kind: 'DIES_THEN' },
  { problem: NO_RECORD, name: 'a token that is none', broken: buffered, kind: 'DIES_THEN' },
  { problem: APART, name: 'recordObservation', broken: buffered, kind: 'DIES_THEN' },
  { problem: NO_RECORD, name: 'a list', broken: eager, kind: null },
  { problem: NO_RECORD, name: 'a list', broken: eager, kind: 'REFUSED' },
  { problem: NO_EFFECT, name: 'updatePatientContact', broken: eager, kind: 'DIES_THEN' },
  { problem: NO_EFFECT, name: 'updatePatientContact', broken: eager, kind: 'DIES_BEFORE' },
  { problem: LESS, name: 'a chart', broken: terse, kind: null },
  { problem: LESS, name: 'a list', broken: terse, kind: 'LOST' },
  { problem: LESS, name: 'assignProxy', broken: terse, kind: 'UNSAID' },
  { problem: 'a record did not stay', name: 'a chart', broken: careless, kind: 'LATEST' },
  { problem: 'the trail does not verify', name: 'a chart', broken: unlisted, kind: null },
]

test.each(cases)(
  'of a product that is $broken.name the sweep says, at $name and $kind: $problem',
  async ({ problem, name, broken, kind }) => {
    const { sound, found } = await compare(name, broken, kind)
    expect(sound).toEqual([])
    expect(found.map((text) => text.split(': ')[0])).toContain(problem)
  },
)
