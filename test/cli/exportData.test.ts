import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bare, exported, type Resource, referencesIn, sourcesIn } from './export.fixture.ts'
import { store } from './importStore.ts'

// Public files, which are not part of the repository.
const data = fileURLToPath(new URL('../../../shared/data/fhir/', import.meta.url))
const isPresent = existsSync(data)
const isLong = isPresent && process.env.WARDGRAPH_LONG === '1'

/** Folders, and how many of their files each run takes: all of them in the long run. */
const FOLDERS: readonly (readonly [folder: string, most: number])[] = [
  ['synthea-2019-gz', 5],
  ['us-core-6.1.0-examples', Number.POSITIVE_INFINITY],
  ['r4-examples', Number.POSITIVE_INFINITY],
]
const taken = isLong ? readdirSync(data).map((name) => [name, Number.POSITIVE_INFINITY] as const) : FOLDERS

describe.skipIf(!isPresent)(`what leaves again${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test.each(taken)(
    'of %s: every accepted resource, equal to its source but for id, version and references',
    async (folder, most) => {
      const paths = readdirSync(join(data, folder))
        .sort()
        .slice(0, most)
        .map((name) => join(data, folder, name))
      const north = await store()
      const { rejected, unresolved } = await north.paths(...paths)
      const refused = new Set(rejected.map(({ file, position }) => `${file} ${position}`))
      const { resources, report } = await exported(north)
      const placeOf = ({ resourceType, id }: Resource) => `${resourceType}/${id}`
      // What states no id is found by what it says.
      const idOf = (source: Resource) =>
        source.id === ''
          ? resources.find((one) => isDeepStrictEqual(bare(one), bare(source)))?.id
          : north.id(source.resourceType, source.id)
      const sources = new Map<string, Resource[]>()
      const stayed = new Set<string>()
      for (const { file, position, resource } of paths.flatMap(sourcesIn)) {
        if (refused.has(`${file} ${position}`)) {
          stayed.add(`${resource.resourceType}/${resource.id}`)
          continue
        }
        const at = `${resource.resourceType}/${idOf(resource)}`
        sources.set(at, [...(sources.get(at) ?? []), resource])
      }
      const left = new Set(resources.map(placeOf))
      expect([...left].sort()).toEqual([...sources.keys()].sort())
      expect(report.resources).toBe(resources.length)
      let lost = 0
      let led = 0
      for (const one of resources) {
        const at = placeOf(one)
        // Where the files say several under one id: one of them.
        const versions = sources.get(at) ?? []
        const same = versions.some((source) => isDeepStrictEqual(bare(source), bare(one)))
        if (!same) expect(bare(one), at).toEqual(bare(versions.at(-1) as Resource))
        for (const reference of referencesIn(one)) {
          if (left.has(reference)) led += 1
          else if (!reference.startsWith('#') && !stayed.has(reference)) lost += 1
          // A relative one leads on if what it names left, too.
          const [type = '', id = ''] = reference.split('/')
          if (/^[A-Z]\w+\/[A-Za-z0-9.-]+$/.test(reference) && !left.has(reference))
            expect(left.has(`${type}/${north.id(type, id)}`), `${at} ${type}`).toBe(false)
        }
      }
      // All that the import led to a record leads to one that left.
      expect(lost).toBeLessThanOrEqual(unresolved)
      expect(led).toBeGreaterThanOrEqual(lost)
    },
    240_000,
  )
})
