import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { counts, type Seen, type Store, snapshot, store, twin } from './importStore.ts'

// Synthetic patients from public sources, with counts made by another program; they are not part of the repository.
const data = new URL('../../../shared/data/', import.meta.url)
const isPresent = existsSync(new URL('facts.json', data))
const isLong = process.env.WARDGRAPH_LONG === '1'

type Facts = Readonly<Record<string, { readonly types: Readonly<Record<string, number>> }>>
const facts: Facts = isPresent ? JSON.parse(readFileSync(new URL('facts.json', data), 'utf8')) : {}
const path = (name: string) => fileURLToPath(data) + name
const six = [...new Set(Object.keys(facts).map((name) => name.slice(0, name.lastIndexOf('/'))))].sort()

/** Type by type, what the files of these folders hold. */
function totals(folders: readonly string[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const [name, { types }] of Object.entries(facts)) {
    if (!folders.includes(name.slice(0, name.lastIndexOf('/')))) continue
    for (const [type, count] of Object.entries(types)) sums[type] = (sums[type] ?? 0) + count
  }
  return sums
}

/** How much of the data each run takes: everything in the long run, else what is quick. */
const folders = isLong ? six : ['fhir/inferno', 'fhir/synthea-2019', 'fhir/synthea-2020-gz']

describe.skipIf(!isPresent)(`real files${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test('count, type by type, as often as they hold resources; again, nothing is created or updated', async () => {
    const { paths } = await store()
    const first = await paths(...folders.map(path))
    const second = await paths(...folders.map(path))
    const expected = totals(folders)
    expect(Object.keys(first.types)).toEqual(Object.keys(expected).sort())
    for (const [type, total] of Object.entries(expected)) {
      const { created = 0, updated = 0, unchanged = 0, rejected = 0 } = counts(first, type) ?? {}
      expect(created + updated + unchanged + rejected, type).toBe(total)
      expect(rejected, type).toBe(0)
      expect(counts(second, type), type).toMatchObject({ created: 0, updated: 0, unchanged: total, rejected: 0 })
    }
    expect(first.unresolved).toBe(0)
    expect(second.unresolved).toBe(0)
  }, 120_000)

  test('give the same store in reversed order', async () => {
    const names = Object.keys(facts).filter((name) => folders.includes(name.slice(0, name.lastIndexOf('/'))))
    const taken = isLong ? names : names.filter((_, index) => index % 3 === 0)
    const one = await store()
    const other = await twin(one)
    await one.paths(...taken.map(path))
    await other.paths(...taken.toReversed().map(path))
    expect(digest(other)).toEqual(digest(one))
  }, 240_000)

  test.each(['r4-examples', 'us-core-6.1.0-examples', 'validator-cases'])(
    'each resource of %s is taken or rejected with a reason',
    async (folder) => {
      const { paths } = await store()
      const { resources, types, rejected } = await paths(path(`fhir/${folder}`))
      const sum = Object.values(types).reduce(
        (all, one) => all + one.created + one.updated + one.unchanged + one.rejected,
        0,
      )
      expect(sum).toBe(resources)
      const refused = Object.values(types).reduce((all, one) => all + one.rejected, 0)
      expect(rejected.filter(({ type }) => type !== null)).toHaveLength(refused)
      for (const { code } of rejected) expect(code).toMatch(/^[A-Z_]+$/)
    },
  )
})

/** Place by place, so that a difference is named and not the whole store printed. */
function digest(of: Store): Readonly<Record<string, string>> {
  return Object.fromEntries(snapshot(of).map((seen: Seen) => [seen.place, JSON.stringify(seen)]))
}
