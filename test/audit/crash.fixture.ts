import type { Services } from '@wardgraph/api'
import { type Answered, type Course, problemsOf, type Right } from './crash.check.ts'
import { type Fault, kindsOf } from './crash.doors.ts'
import { damageIn, effectOf, recordsIn } from './crash.look.ts'
import type { Operation } from './crash.operations.ts'
import { type CrashWorld, type Process, processOn, type Sent, storeOf } from './crash.world.ts'

/** An operation in a process that has just started, or that has answered its caller before. */
export interface State {
  readonly name: string
  readonly operation: Operation
  readonly warm: boolean
  /** Breaks the product on purpose. */
  readonly broken?: (services: Services) => Services
}

/** What happens to a request: nothing, a call that goes wrong, or the process dies as soon as the reply has left. */
export type Mishap = Fault | 'DIES_THEN' | null

/** A store of its own for one case, and a process on it, which is warm or not. */
async function begin(world: CrashWorld, { operation: { as }, warm, broken }: State) {
  const store = await storeOf(world)
  const older = new Set(recordsIn(store).map(({ request }) => request))
  /** The trail of this case alone. */
  const trail = () => recordsIn(store).filter(({ request }) => !older.has(request))
  const start = () => processOn(store, world, broken)
  const ask = async (of: Process, sent: Sent): Promise<Answered | undefined> => {
    const asked = await of.ask(sent)
    return asked && { asked, records: trail() }
  }
  const first = start()
  return {
    store,
    first,
    start,
    trail,
    ask,
    before: warm ? await ask(first, { as, query: '{ me { role } }' }) : undefined,
  }
}

/** What an operation comes to when all is well, and the calls on outside doors between its start and its reply. */
export async function rehearse(
  world: CrashWorld,
  state: State,
): Promise<Right & { readonly calls: readonly string[] }> {
  const { store, first, ask } = await begin(world, state)
  first.doors.arm(null)
  const answered = await ask(first, state.operation)
  if (answered === undefined) throw new Error('nothing went wrong, and there is no reply')
  return { ...answered, calls: [...first.doors.calls], effect: effectOf(world, store) }
}

/** Runs a state into a mishap, and again when all is well: in the same process, or in a new one if that died. */
export async function courseOf(world: CrashWorld, state: State, of: { right: Right; mishap: Mishap }): Promise<Course> {
  const { right, mishap } = of
  const { store, first, start, trail, ask, before } = await begin(world, state)
  first.doors.arm(mishap === 'DIES_THEN' ? null : mishap)
  const faulty = await ask(first, state.operation)
  if (mishap === 'DIES_THEN') first.doors.kill()
  const then = { effect: effectOf(world, store), trail: trail() }
  first.doors.arm(null)
  await first.doors.land('LATE')
  const dead = faulty === undefined || mishap === 'DIES_THEN'
  const again = await ask(dead ? start() : first, state.operation)
  await first.doors.land('LATEST')
  return {
    right,
    also: state.operation.also ?? [],
    before,
    faulty,
    again,
    effects: { faulty: then.effect, end: effectOf(world, store) },
    trail: { faulty: then.trail, end: trail() },
    damage: await damageIn(store, world),
  }
}

/** Everything that can happen to a request that makes these calls. */
export function mishapsOf(calls: readonly string[]): Mishap[] {
  const faults = calls.flatMap((call, i) => kindsOf(call).map((kind) => ({ at: i + 1, kind })))
  return [null, ...faults, 'DIES_THEN']
}

/** What is wrong with a case, each sentence with its name. */
export async function problemsIn(
  world: CrashWorld,
  state: State,
  of: { right: Right; mishap: Mishap },
): Promise<string[]> {
  const { name, warm } = state
  const found = problemsOf(await courseOf(world, state, of))
  return found.map((problem) => `${warm ? 'warm' : 'cold'} ${name}, ${JSON.stringify(of.mishap)}: ${problem}`)
}
