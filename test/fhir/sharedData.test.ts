import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type FhirEntry, fromFhir, readResources, references, toFhir } from '@wardgraph/fhir'
import { describe, expect, test } from 'vitest'
import { policy } from './policy.ts'

// Synthetic patients from public sources, with counts made by another program; they are not part of the repository.
const data = new URL('../../../shared/data/', import.meta.url)
const isPresent = existsSync(new URL('facts.json', data))

interface Facts {
  readonly resources: number
  readonly types: Readonly<Record<string, number>>
  readonly references: Readonly<Record<string, number>>
}

const facts: [string, Facts][] = isPresent
  ? Object.entries(JSON.parse(readFileSync(new URL('facts.json', data), 'utf8')))
  : []
const folderOf = (name: string) => name.slice(0, name.lastIndexOf('/'))
const firstOfFolder = new Set(new Map(facts.map(([name]) => [folderOf(name), name])).values())
const sample = facts.filter(
  ([name], index) => process.env.WARDGRAPH_LONG === '1' || index % 10 === 0 || firstOfFolder.has(name),
)

function read(name: string): FhirEntry[] {
  const bytes = readFileSync(new URL(name, data))
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const kind = name.includes('.ndjson') ? 'ndjson' : 'json'
  return [...readResources(text, { kind })].map((entry) => {
    if (!entry.ok) throw new Error(`${entry.position} ${entry.code}`)
    return entry
  })
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

describe.skipIf(!isPresent)(`real files${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test.each(sample)('%s brings its resources, type by type', (name, { resources, types }) => {
    const entries = read(name)
    expect(entries.length).toBe(resources)
    expect(count(entries.map(({ type }) => type))).toEqual(types)
  })

  test.each(sample)('every reference of %s is found and classified', (name, facts) => {
    const kinds = read(name).flatMap(({ resource }) => references(resource).map(({ reference }) => reference.kind))
    const named = kinds.map((kind) => (kind === 'contained' ? '#' : kind))
    expect(count(named)).toEqual(facts.references)
  })

  test.each(sample)('content and rest of %s are its resources', (name) => {
    for (const { type, resource } of read(name)) {
      const mapped = fromFhir({ policy, resource })
      if (!mapped.ok) throw new Error(`${mapped.code} ${mapped.path}`)
      expect(toFhir({ policy, type, content: mapped.content, rest: mapped.rest })).toEqual(resource)
    }
  })

  test.each(['r4-examples', 'us-core-6.1.0-examples'])(
    'the official %s are taken, but for bundles of answers',
    (folder) => {
      const names = readdirSync(new URL(`fhir/${folder}/`, data))
      const refused = names.flatMap((name) => {
        const text = readFileSync(new URL(`fhir/${folder}/${name}`, data), 'utf8')
        return [...readResources(text, { kind: 'json' })].flatMap((entry) => {
          if (!entry.ok) return [entry.code]
          const mapped = fromFhir({ policy, resource: entry.resource })
          return mapped.ok ? [] : [`${name} ${mapped.code} ${mapped.path}`]
        })
      })
      expect([...new Set(refused)].sort()).toEqual(
        folder === 'r4-examples' ? ['BUNDLE_TYPE', 'NO_RESOURCE'] : ['BUNDLE_TYPE'],
      )
    },
  )
})
