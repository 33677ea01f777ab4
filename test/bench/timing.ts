/** A figure in ms: the median of the rounds, with the fastest and slowest. */
export interface Timed {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Times calls in turn, A B A B ..., so that a machine whose speed drifts treats them alike; `calls` per round. */
export async function inTurn<Name extends string>(
  work: Readonly<Record<Name, () => Promise<unknown>>>,
  { rounds = 15, calls = 20 }: { readonly rounds?: number; readonly calls?: number } = {},
): Promise<Record<Name, Timed>> {
  const names = Object.keys(work) as Name[] // the keys of work
  const times = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (const name of names) for (let i = 0; i < calls; i += 1) await work[name]()
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      const start = performance.now()
      for (let i = 0; i < calls; i += 1) await work[name]()
      times.get(name)?.push((performance.now() - start) / calls)
    }
  return Object.fromEntries(names.map((name) => [name, summary(times.get(name) ?? [])])) as Record<Name, Timed>
}

/** What a list of times in ms says. */
export function summary(times: readonly number[]): Timed {
  const sorted = [...times].sort((a, b) => a - b)
  const round = (value: number | undefined) => Math.round((value ?? 0) * 1000) / 1000
  return { min: round(sorted[0]), median: round(sorted[Math.floor(sorted.length / 2)]), max: round(sorted.at(-1)) }
}

/** The ratio of two medians. */
export function ratio(a: Timed, b: Timed): number {
  return Math.round((a.median / b.median) * 100) / 100
}

/** A call in us: the median of fifteen rounds of so many calls, after as many to warm up. */
export function microseconds(work: () => unknown, { calls }: { readonly calls: number }): number {
  for (let i = 0; i < calls; i += 1) work()
  const rounds = Array.from({ length: 15 }, () => {
    const start = performance.now()
    for (let i = 0; i < calls; i += 1) work()
    return ((performance.now() - start) * 1000) / calls
  })
  const median = rounds.sort((a, b) => a - b)[7] ?? 0
  return Math.round(median * 1000) / 1000
}
