import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type FhirEntry, fhirJson, fromFhir, readResources, references, toFhir } from '@wardgraph/fhir'
import { describe, expect, test } from 'vitest'
import { exactJson } from './exactJson.ts'
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

function textOf(name: string): string {
  const bytes = readFileSync(new URL(name, data))
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

const kindOf = (name: string) => (name.includes('.ndjson') ? 'ndjson' : 'json')

function read(name: string): FhirEntry[] {
  return [...readResources(textOf(name), { kind: kindOf(name) })].map((entry) => {
    if (!entry.ok) throw new Error(`${entry.position} ${entry.code}`)
    return entry
  })
}

/** Every resource of a file that is taken, as the file has it and as it leaves after it was stored. */
function writtenBack(name: string): { readonly source: unknown; readonly written: unknown }[] {
  const text = textOf(name).replace(/^\uFEFF/, '')
  const kind = kindOf(name)
  const taken = [...readResources(text, { kind })].filter((entry) => entry.ok)
  if (taken.length === 0) return []
  const whole = kind === 'json' ? (exactJson(text) as Exact) : undefined
  const lines = text.split('\n')
  return taken.flatMap(({ position, type, resource }) => {
    const mapped = fromFhir({ policy, resource })
    if (!mapped.ok) return []
    const { content, rest } = JSON.parse(JSON.stringify(mapped))
    const one = whole ?? exactJson(lines[position] ?? '')
    const source = whole?.resourceType === '"Bundle' ? whole.entry?.[position]?.resource : one
    return [{ source, written: exactJson(fhirJson(toFhir({ policy, type, content, rest }))) }]
  })
}

interface Exact {
  readonly resourceType: string
  readonly entry?: readonly { readonly resource: unknown }[]
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

  const listed = new Map(facts)
  const sampled = new Set(sample.map(([name]) => name))
  const inFolders = isPresent ? readdirSync(new URL('fhir/', data), { recursive: true, encoding: 'utf8' }) : []
  const files = inFolders
    .filter((name) => /\.(nd)?json(\.gz)?$/.test(name))
    .map((name) => `fhir/${name}`)
    .filter((name) => !listed.has(name) || sampled.has(name))
  const folders = Map.groupBy(files, folderOf)

  test.each([...folders])(
    'what is stored of %s is written as it came, number by number',
    (_, names) => {
      for (const name of names) {
        const back = writtenBack(name)
        expect(back.length).toBe(listed.get(name)?.resources ?? back.length)
        for (const { source, written } of back) expect(written).toEqual(source)
      }
    },
    120_000,
  )

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
