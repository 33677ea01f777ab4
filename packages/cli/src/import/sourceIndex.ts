import { type ConditionalReference, type FhirResource, identifiers, references } from '@wardgraph/fhir'
import { isLabelling, labellingPart } from './labelling.ts'
import type { Occurrences } from './report.ts'
import type { SourceEntry } from './sourceReader.ts'

/** A type and a source id: what a resource is known by within a tenant. */
export interface SourceId {
  readonly type: string
  readonly id: string
}

/** One content under one source id, wherever it stands; `hash` is keyed, 16 bytes. */
export interface SourceContent {
  readonly hash: Uint8Array
  readonly at: Occurrences
}

interface Known extends SourceId {
  readonly contents: { readonly hash: Uint8Array; readonly at: { file: number; position: number }[] }[]
  /** Whether some content of it belongs to a patient's chart. */
  inChart: boolean
  /** Of a visit or an organisation, so much of each content as labels others. */
  readonly labelling: FhirResource[]
}

/** What the files hold, without the contents themselves: references are resolved by it once all are read. */
export class SourceIndex {
  readonly #known = new Map<string, Known>()
  readonly #urls = new Map<string, { readonly file: number; readonly target: Known }[]>()
  readonly #identifiers = new Map<string, { readonly system: string | null; readonly target: Known }[]>()
  readonly #conditions = new Map<string, ConditionalReference>()
  readonly #stored = new Map<string, string>()

  /** Takes an entry in; brings back its content if it stands here for the first time. */
  add(of: {
    readonly file: number
    readonly entry: SourceEntry
    readonly resource: FhirResource
    readonly hash: Uint8Array
    readonly inChart: boolean
  }): SourceContent | undefined {
    const { file, entry, resource, hash, inChart } = of
    const { type, id, position, fullUrl } = entry
    const name = `${type}/${id}`
    const known = this.#known.get(name) ?? { type, id, contents: [], inChart: false, labelling: [] }
    this.#known.set(name, known)
    known.inChart ||= inChart
    if (fullUrl !== undefined) this.#addUrl(fullUrl, { file, target: known })
    const same = known.contents.find((content) => Buffer.compare(content.hash, hash) === 0)
    if (same !== undefined) {
      same.at.push({ file, position })
      return undefined
    }
    for (const { reference } of references(resource))
      if (reference.kind === 'conditional') this.#conditions.set(nameOf(reference), reference)
    if (isLabelling(resource.resourceType)) known.labelling.push(labellingPart(resource))
    const content = { hash, at: [{ file, position }] }
    known.contents.push(content)
    for (const { system, value } of identifiers(resource)) {
      const list = this.#identifiers.get(`${type} ${value}`) ?? []
      if (!list.some((one) => one.system === system && one.target === known)) list.push({ system, target: known })
      this.#identifiers.set(`${type} ${value}`, list)
    }
    return content
  }

  /** Whether a resource stands here under this id. */
  has({ type, id }: SourceId): boolean {
    return this.#known.has(`${type}/${id}`)
  }

  /** What labels others under this id. */
  labelling({ type, id }: SourceId): readonly FhirResource[] {
    return this.#known.get(`${type}/${id}`)?.labelling ?? []
  }

  /** Every content under this id. */
  contents({ type, id }: SourceId): readonly SourceContent[] {
    return this.#known.get(`${type}/${id}`)?.contents ?? []
  }

  /** Whether some content under this id belongs to a patient's chart. */
  inChart({ type, id }: SourceId): boolean {
    return this.#known.get(`${type}/${id}`)?.inChart ?? false
  }

  /**
   * What a full URL means in this file or, if the file does not say or `file` is null, in any. Of several the smallest,
   * so that the order of files does not matter.
   */
  findUrl(url: string, file: number | null): SourceId | undefined {
    const all = this.#urls.get(url) ?? []
    const own = all.filter((one) => one.file === file)
    const [first, ...others] = (own.length > 0 ? own : all).map(({ target }) => target)
    return others.reduce((least, one) => (least && before(least, one) ? least : one), first)
  }

  /** The only resource with this identifier; of several, none is meant (http://hl7.org/fhir/R4/http.html#trules). */
  findIdentified({ type, system, value }: ConditionalReference): SourceId | undefined {
    const found = (this.#identifiers.get(`${type} ${value}`) ?? []).filter(
      (one) => system === null || one.system === system,
    )
    const [first, ...others] = new Set(found.map(({ target }) => target))
    return others.length === 0 ? first : undefined
  }

  /** Conditional references that nothing in these files answers, and that the store may: they name a system. */
  unanswered(): readonly ConditionalReference[] {
    return [...this.#conditions.values()].filter((one) => one.system !== null && this.findIdentified(one) === undefined)
  }

  /** Remembers the stored record that answers a conditional reference. */
  answer(reference: ConditionalReference, recordId: string): void {
    this.#stored.set(nameOf(reference), recordId)
  }

  /** The stored record that answers a conditional reference, if one was found. */
  findStored(reference: ConditionalReference): string | undefined {
    return this.#stored.get(nameOf(reference))
  }

  #addUrl(url: string, of: { readonly file: number; readonly target: Known }): void {
    const all = this.#urls.get(url) ?? []
    if (!all.some(({ file, target }) => file === of.file && target === of.target)) all.push(of)
    this.#urls.set(url, all)
  }
}

function nameOf({ type, system, value }: ConditionalReference): string {
  return `${type} ${system} ${value}`
}

function before(a: SourceId, b: SourceId): boolean {
  return `${a.type}/${a.id}` < `${b.type}/${b.id}`
}
