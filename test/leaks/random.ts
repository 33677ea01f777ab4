import fc from 'fast-check'
import { type Drawn, operations, type Roots } from '../api/operations.fixture.ts'
import { type Difference, differences } from './differences.ts'
import { Pair } from './pair.ts'
import { subjectOf } from './prove.ts'
import { sees } from './sees.ts'
import type { Asker, LeakWorld } from './world.ts'

/** An asker before a difference that it may not see. */
interface Hidden {
  readonly asker: Asker
  readonly difference: Difference
  readonly [fc.toStringMethod]: () => string
}

/**
 * Random documents (aliases, fragments, conditions, depth 6) about what differs, for whoever may not see it.
 * @throws Error with the seed, and the smallest document that tells
 */
export async function proveRandom(
  world: LeakWorld,
  of: { readonly seed: number; readonly runs: number },
): Promise<void> {
  const pairs = new Map<Difference, Promise<Pair>>()
  const hidden = differences(world).flatMap((difference) =>
    world.askers
      .filter((asker) => !sees(asker, difference))
      .map((asker): Hidden => {
        const named = `${asker.name}: ${difference.name}`
        return { asker, difference, [fc.toStringMethod]: () => named }
      }),
  )
  const drawn = fc
    .constantFrom(...hidden)
    .chain((one) => fc.tuple(fc.constant(one), operations(rootsOf(world, one.difference))))
  const property = fc.asyncProperty(
    drawn,
    async ([{ asker, difference }, { document, variables }]: [Hidden, Drawn]) => {
      const pair = pairs.get(difference) ?? Pair.of(world, difference)
      pairs.set(difference, pair)
      const what = await (await pair).differs(asker, { document, variables })
      if (what !== undefined) throw new Error(what)
    },
  )
  await fc.assert(property, { seed: of.seed, numRuns: of.runs })
  await assertTelling(world, of)
}

/** Who may see a finding's value, asked about: if nobody were told by a random document, nothing would have been compared. */
async function assertTelling(world: LeakWorld, { seed }: { readonly seed: number }): Promise<void> {
  const difference = differences(world).find(({ name }) => name === 'the value of Patient.gender, TEAM')
  const asker = world.askers.find(({ name }) => name === 'a doctor of the team')
  if (difference === undefined || asker === undefined) throw new Error('there is nobody to tell')
  const pair = await Pair.of(world, difference)
  for (const { document, variables } of fc.sample(operations(rootsOf(world, difference)), { seed, numRuns: TELLING }))
    if ((await pair.differs(asker, { document, variables })) !== undefined) return
  throw new Error('BLIND: no random document tells a difference that may be read')
}

/** So many random documents, and one of them selects a patient's gender. */
const TELLING = 1_000

function rootsOf(world: LeakWorld, difference: Difference): Roots {
  const { patient, numbers, phones, families, births } = subjectOf(world, difference)
  return [
    ...[patient, patient, world.ada, world.ben].map((id) => ['patient', `id: "${id}"`] as const),
    ['patients', 'first: 3'] as const,
    ['panel', 'first: 3'] as const,
    ...numbers.map((number) => ['patients', `mrn: "${number}"`] as const),
    ...numbers.map((number) => ['patients', `identifier: "urn:mrn|${number}"`] as const),
    ...phones.map((phone) => ['patients', `phone: "${phone}"`] as const),
    ['patients', `family: "${families[0]}", birthDate: "${births[0]}", first: 2`] as const,
  ]
}
