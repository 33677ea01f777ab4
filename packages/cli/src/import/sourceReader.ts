import { hash } from 'node:crypto'
import { type FhirEntry, type FhirRefusal, type FhirResource, readResources } from '@wardgraph/fhir'
import { ImportError } from './errors.ts'
import type { FileRefusal, Source } from './sources.ts'

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
  async read(file: number): Promise<Iterable<FhirEntry | FhirRefusal | RefusedFile>> {
    const source = this.#sources[file]
    if (source === undefined) return []
    const loaded = await source.load()
    const now = 'text' in loaded ? hash('sha256', loaded.text) : loaded.refusal
    if ((this.#first.get(file) ?? now) !== now) throw new ImportError('FILE_CHANGED')
    this.#first.set(file, now)
    if ('text' in loaded) return readResources(loaded.text, { kind: source.kind })
    return [{ ok: false, position: 0, type: null, code: loaded.refusal }]
  }
}

/** The resource of an entry with its id, which the entry may state outside of it. */
export function resourceOf({ id, resource }: FhirEntry): FhirResource {
  return resource.id === undefined ? { ...resource, id } : resource
}
