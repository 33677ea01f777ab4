import { type Difference, differences } from './differences.ts'
import {
  coordinates,
  effects,
  explained,
  explanations,
  mutations,
  type Operation,
  pages,
  type Subject,
  searches,
} from './operations.ts'
import { type Oracle, Pair } from './pair.ts'
import { sees } from './sees.ts'
import { type Asker, type LeakWorld, veraOf } from './world.ts'

/** One asker before one difference: how many operations were compared, and what told it. */
export interface Cell {
  readonly asker: Asker
  readonly difference: Difference
  /** Whether the schema lets this asker tell. */
  readonly sees: boolean
  readonly compared: number
  /** The first operation whose answers differ. */
  readonly told: { readonly operation: Operation; readonly what: string } | null
}

/** What is asked about a difference. */
export function subjectOf(world: LeakWorld, { where, a, b }: Difference): Subject {
  const contents = [a, b].flatMap(({ patient }) => (patient === null ? [] : [patient.content]))
  const all = (name: string) =>
    contents.flatMap((content) => (content[name] ?? []) as readonly { value: string; family: string }[])
  const keys = where === 'ELSEWHERE' ? world.south : world.north
  // What is there in one store only comes last in its chart.
  const named = [
    ...new Set([...a.records, ...b.records].toReversed().map(({ type, name }) => `${type} ${name}`)),
  ].slice(0, 2)
  return {
    patient: veraOf(world, where),
    others: [
      world.ben,
      ...named.map((one) =>
        keys.recordId({ system: 'fhir', type: one.split(' ')[0] ?? '', id: one.split(' ')[1] ?? '' }),
      ),
    ],
    phones: [...new Set([...all('telecom').map(({ value }) => value), '555-0000'])],
    numbers: [...new Set([...all('identifier').map(({ value }) => value), 'MRN-00000000'])],
    families: [...new Set([...all('name').map(({ family }) => family), 'Nobody'])],
    births: [...new Set(contents.map(({ birthDate }) => String(birthDate)))],
    codes: ['8867-4', '8480-6'],
  }
}

/** Every operation about a difference. */
function operationsOf(subject: Subject): readonly Operation[] {
  const found = [...coordinates(subject), ...searches(subject)]
  return [
    ...found,
    ...pages(subject),
    ...explanations(subject),
    ...explained(found),
    ...mutations(subject),
    ...explained(effects(subject)),
    ...effects(subject),
  ]
}

/** Which part of it all is run. */
export interface Chosen {
  readonly differences: <T extends Difference>(all: readonly T[]) => readonly T[]
  /** Operations for whoever may not tell. */
  readonly operations: (all: readonly Operation[]) => readonly Operation[]
  /** Of those who may tell: whether they do is looked at until they do. */
  readonly readers: (all: readonly Asker[]) => readonly Asker[]
}

/** Runs the askers before the differences: the same operations on both stores. */
export async function prove(world: LeakWorld, chosen: Chosen, oracle?: Oracle): Promise<readonly Cell[]> {
  const cells: Cell[] = []
  for (const difference of chosen.differences(differences(world))) {
    const pair = await Pair.of(world, difference, { oracle })
    const all = operationsOf(subjectOf(world, difference))
    const readers = world.askers.filter((asker) => sees(asker, difference))
    const looked = new Set(chosen.readers(readers))
    for (const asker of world.askers) {
      const may = readers.includes(asker)
      if (may && !looked.has(asker)) continue
      const asked = may ? all : chosen.operations(all)
      const fresh = () => Pair.of(world, difference, { oracle, askers: [asker] })
      cells.push({ asker, difference, sees: may, ...(await tell({ pair, fresh }, asker, asked)) })
    }
  }
  return cells
}

/** Asks one operation after the other, up to the first whose answers differ; what takes effect, of a pair of its own. */
async function tell(
  { pair, fresh }: { readonly pair: Pair; readonly fresh: () => Promise<Pair> },
  asker: Asker,
  operations: readonly Operation[],
): Promise<Pick<Cell, 'compared' | 'told'>> {
  for (const [i, operation] of operations.entries()) {
    if (operation.except?.includes(asker.role)) continue
    const what = await (operation.takesEffect ? await fresh() : pair).differs(asker, operation)
    if (what !== undefined) return { compared: i + 1, told: { operation, what } }
  }
  return { compared: operations.length, told: null }
}
