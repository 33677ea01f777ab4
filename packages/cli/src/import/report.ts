import type { MappingCode, ReadCode, RuleCode } from '@wardgraph/fhir'
import type { FileRefusal } from './sources.ts'

/** Why a resource, or the place of one, was not imported. */
export type RejectCode =
  | ReadCode
  | MappingCode
  | RuleCode
  | FileRefusal
  | 'NO_PATIENT'
  | 'NO_KEY'
  | 'ERASED'
  | 'TOO_LARGE'
  | 'FORBIDDEN'
  | 'IN_ERROR'

/** What became of the resources of one type: each counts once among the first four; `opaque`: how many have no type of their own. */
export interface TypeCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly opaque: number
}

/** One place of a file that was not imported; `position` is a 0-based bundle entry or line, `type` null where it is none of FHIR's. */
export interface Rejection {
  readonly file: string
  readonly position: number
  readonly type: string | null
  readonly code: RejectCode
}

/** What an import came to; `unresolved` counts references that lead to nothing, here or in the store. */
export interface ImportReport {
  readonly tenant: string
  readonly files: number
  readonly resources: number
  readonly types: Readonly<Record<string, TypeCounts>>
  readonly unresolved: number
  readonly rejected: readonly Rejection[]
}

type Outcome = 'created' | 'updated' | 'unchanged' | 'rejected'

/** Where a content stands: its files, by number, and its positions in them. */
export type Occurrences = readonly { readonly file: number; readonly position: number }[]

const STEP = 500

/** Counts what becomes of the resources, whatever the order in which it becomes known. */
export class Tally {
  readonly #files: readonly string[]
  readonly #hasType: (type: string) => boolean
  readonly #onProgress: (line: string) => void
  readonly #types = new Map<string, Record<keyof TypeCounts, number>>()
  readonly #rejected: Rejection[] = []
  #resources = 0
  #unresolved = 0

  constructor(of: {
    readonly files: readonly string[]
    readonly hasType: (type: string) => boolean
    readonly onProgress: (line: string) => void
  }) {
    this.#files = of.files
    this.#hasType = of.hasType
    this.#onProgress = of.onProgress
  }

  /** A content was written, or needed not be; standing at other places too, it is unchanged there. */
  accept(of: { readonly type: string; readonly at: Occurrences }, outcome: Exclude<Outcome, 'rejected'>): void {
    this.#count(of.type, outcome, 1)
    this.#count(of.type, 'unchanged', of.at.length - 1)
  }

  /** A content was rejected at every place where it stands. */
  reject({ type, at }: { readonly type: string | null; readonly at: Occurrences }, code: RejectCode): void {
    for (const { file, position } of at) this.#rejected.push({ file: this.#files[file] ?? '', position, type, code })
    if (type !== null) this.#count(type, 'rejected', at.length)
  }

  /** A content of a type of its own was kept as FHIR without one. */
  untyped({ type, at }: { readonly type: string; readonly at: Occurrences }): void {
    this.#of(type).opaque += at.length
  }

  /** References that lead to nothing. */
  unresolved(count: number): void {
    this.#unresolved += count
  }

  /** The report, in an order that does not depend on how it came about. */
  report(tenant: string): ImportReport {
    return {
      tenant,
      files: this.#files.length,
      resources: this.#resources,
      types: Object.fromEntries([...this.#types].sort(([a], [b]) => (a < b ? -1 : 1))),
      unresolved: this.#unresolved,
      rejected: this.#rejected.sort((a, b) => (a.file === b.file ? a.position - b.position : a.file < b.file ? -1 : 1)),
    }
  }

  #count(type: string, outcome: Outcome, count: number): void {
    const counts = this.#of(type)
    counts[outcome] += count
    if (!this.#hasType(type)) counts.opaque += count
    const steps = Math.floor(this.#resources / STEP)
    this.#resources += count
    if (Math.floor(this.#resources / STEP) > steps) this.#onProgress(`${this.#resources} resources done`)
  }

  #of(type: string): Record<keyof TypeCounts, number> {
    const counts = this.#types.get(type) ?? { created: 0, updated: 0, unchanged: 0, rejected: 0, opaque: 0 }
    this.#types.set(type, counts)
    return counts
  }
}
