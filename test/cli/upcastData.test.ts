import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { counts, type Seen, type Store, twin } from './importStore.ts'
import { both, LATER, upcastOf, withoutCounter } from './upcast.fixture.ts'

// Synthetic patients from public sources; they are not part of the repository.
const data = new URL('../../../shared/data/fhir/', import.meta.url)
const isPresent = existsSync(data)
const path = (name: string) => fileURLToPath(data) + name

describe.skipIf(!isPresent)(`real files${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test.each(['synthea-2019', 'us-core-6.1.0-examples'])(
    'of %s, upcast, are stored as a new import stores them, and unchanged when they are imported again',
    async (folder) => {
      const { old, fresh } = await both((into) => into.paths(path(folder)))
      const one = await twin(old)
      const { looked, kept, types } = await upcastOf(one)
      expect(kept).toEqual([])
      expect(Object.keys(types).every((type) => LATER.includes(type))).toBe(true)
      expect(looked).toBeGreaterThan(20)
      expect(digest(one)).toEqual(digest(fresh))
      const again = await one.paths(path(folder))
      for (const type of Object.keys(again.types))
        expect(counts(again, type), type).toMatchObject({ created: 0, updated: 0 })
    },
    120_000,
  )
})

/** Place by place, so that a difference is named and not the whole store printed. */
function digest(of: Store): Readonly<Record<string, string>> {
  return Object.fromEntries(withoutCounter(of).map((seen: Seen) => [seen.place, JSON.stringify(seen)]))
}
