import { expect, test } from 'vitest'
import { wrong } from './grid.ts'
import {
  COUNT_BEFORE_AUTHORIZATION,
  ERROR_THAT_ECHOES,
  FILTER_OVER_A_MASK,
  RELATION_CACHED_ACROSS_REQUESTS,
} from './oracles.ts'
import type { Oracle } from './pair.ts'
import { type Chosen, prove } from './prove.ts'
import { leakWorld } from './world.ts'

/** A leak planted on purpose, a difference that it tells of, and whom. */
const PLANTED: readonly (readonly [name: string, oracle: Oracle, difference: string, who: string])[] = [
  ['a filter over a masked field', FILTER_OVER_A_MASK, 'the value of Patient.identifier, HOUSE', 'another nurse'],
  [
    'a count before authorization',
    COUNT_BEFORE_AUTHORIZATION,
    'whether there is a finding labelled PSYCHOTHERAPY, TEAM',
    'a nurse of the team',
  ],
  ['an error that echoes', ERROR_THAT_ECHOES, 'the value of Patient.birthDate, HOUSE', 'another nurse'],
  [
    'a relation cached across requests',
    RELATION_CACHED_ACROSS_REQUESTS,
    'the value of Observation.valueString, TEAM',
    'another doctor',
  ],
]

test.each(PLANTED)(
  '%s is found',
  async (_name, oracle, difference, who) => {
    const whole = await leakWorld()
    // One who is told, one who may be, and one who makes the cache warm.
    const asked = [who, 'registration', 'a doctor of the team']
    const world = { ...whole, askers: whole.askers.filter(({ name }) => asked.includes(name)) }
    const everything = <T>(all: readonly T[]) => all
    const chosen: Chosen = {
      differences: (all) => all.filter(({ name }) => name === difference),
      operations: (all) => all.filter(({ takesEffect }) => !takesEffect),
      readers: everything,
    }
    const found = wrong(await prove(world, chosen, oracle))
    expect(found.some((line) => line.startsWith('LEAK') && line.includes(`${who} (`))).toBe(true)
    // The same operations find nothing in the product as it is.
    expect(wrong(await prove(world, chosen))).toEqual([])
  },
  120_000,
)
