import { hash } from 'node:crypto'
import { type FhirEntry, type FhirRefusal, type FhirResource, readResources } from '@wardgraph/fhir'
import type { TenantKeys } from '@wardgraph/vault'
import { canonicalJson } from './canonicalJson.ts'
import { ImportError } from './errors.ts'
import type { FileRefusal, Source } from './sources.ts'

/** A resource of a file and what it is known by: the id that the file states, or one of its content. */
export interface SourceEntry extends FhirEntry {
  readonly id: string
}

/** A file that brings nothing: one refusal, at its start. */
export interface RefusedFile {
  readonly ok: false
  readonly position: 0
  readonly type: null
  readonly code: FileRefusal
}

/** Reads the files of an import, each as often as asked, and always the same. */
export class SourceReader {
  readonly #sources: readonly Source[]
  /** What each file was at its first reading: SHA-256 of its text, or why it has none. */
  readonly #first = new Map<number, string>()

  constructor(sources: readonly Source[]) {
    this.#sources = sources
  }

  /** The entries of a file by its number. @throws ImportError FILE_CHANGED, UNREADABLE */
  async read(file: number, keys: TenantKeys): Promise<Iterable<SourceEntry | FhirRefusal | RefusedFile>> {
    const source = this.#sources[file]
    if (source === undefined) return []
    const loaded = await source.load()
    const now = 'text' in loaded ? hash('sha256', loaded.text) : loaded.refusal
    if ((this.#first.get(file) ?? now) !== now) throw new ImportError('FILE_CHANGED')
    this.#first.set(file, now)
    if ('text' in loaded) return identified(readResources(loaded.text, { kind: source.kind }), keys)
    return [{ ok: false, position: 0, type: null, code: loaded.refusal }]
  }
}

function* identified(
  entries: Iterable<FhirEntry | FhirRefusal>,
  keys: TenantKeys,
): Generator<SourceEntry | FhirRefusal> {
  for (const entry of entries) yield entry.ok ? { ...entry, id: entry.id ?? contentId(entry.resource, keys) } : entry
}

/** What has no id is told apart by what it says, and so is the same again when it comes again. */
function contentId(resource: FhirResource, keys: TenantKeys): string {
  return Buffer.from(keys.payloadHash({ purpose: 'source-id', payload: canonicalJson(resource) })).toString('hex')
}

/** The resource of an entry with its id, which stands in it or not. */
export function resourceOf({ id, resource }: SourceEntry): FhirResource {
  return resource.id === undefined ? { ...resource, id } : resource
}
