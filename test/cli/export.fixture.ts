import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { exportTenant } from '../../packages/cli/src/export/exportTenant.ts'
import type { Store } from './importStore.ts'

/** A resource as JSON. */
export type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string }

/** Exports the tenant of a store to a new folder, or to this one. */
export async function exported(
  { services, documents, memory }: Pick<Store, 'services' | 'documents' | 'memory'>,
  out = join(mkdtempSync(join(tmpdir(), 'wardgraph-export-')), 'out'),
) {
  const said: string[] = []
  const report = await exportTenant({
    services,
    documents,
    tenantName: 'north',
    out,
    onProgress: (line) => said.push(line),
    scan: async function* (table) {
      for (const one of memory.rows()) if (one.table === table) yield one.row
    },
  })
  const files = new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]))
  const resources = [...files.values()].flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line))
  return { out, report, said, files, resources: resources as readonly Resource[] }
}

/** Every resource of files and folders with the file and the place in it, read by no code of the product; one that states no id has an empty one. */
export function sourcesIn(
  path: string,
): { readonly file: string; readonly position: number; readonly resource: Resource }[] {
  if (!existsSync(path)) return []
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => sourcesIn(join(path, name)))
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const name = path.replace(/\.gz$/, '')
  if (name.endsWith('.ndjson'))
    return text
      .split('\n')
      .flatMap((line, position) => (line.trim() === '' ? [] : [{ file: path, position, resource: JSON.parse(line) }]))
  if (!name.endsWith('.json')) return []
  const json = jsonIn(text)
  if (json === undefined) return []
  if (json.resourceType !== 'Bundle') return [{ file: path, position: 0, resource: { ...json, id: json.id ?? '' } }]
  // No others are imported, nor what stands in them.
  if (!['transaction', 'batch', 'collection', 'document'].includes(json.type)) return []
  const entries: readonly { resource?: Resource; fullUrl?: string }[] = json.entry ?? []
  return entries.flatMap(({ resource, fullUrl = '' }, position) =>
    resource === undefined
      ? []
      : [{ file: path, position, resource: { ...resource, id: resource.id ?? fullUrl.split(/[:/]/).at(-1) ?? '' } }],
  )
}

/** Undefined for what is not JSON: some files are there to be refused. */
function jsonIn(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A resource without what an export makes anew: its id, its version and what its references say. */
export function bare(resource: Resource): unknown {
  const { id: _, meta, ...rest } = resource
  const { versionId, lastUpdated, ...kept } = (meta ?? {}) as Record<string, unknown>
  return { ...(blank(rest) as object), meta: kept }
}

function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === 'reference' && typeof child === 'string' ? 'REFERENCE' : blank(child),
    ]),
  )
}

/** Every reference of a resource, in order. */
export function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, child]) =>
    name === 'reference' && typeof child === 'string' ? [child] : referencesIn(child),
  )
}
