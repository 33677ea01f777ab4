import type { WritePermit } from '@wardgraph/access'
import type { SubjectKey } from '@wardgraph/vault'
import type { Place } from './keys.ts'
import type { Content, Posting } from './kind.ts'

/** What a write is made of: where, under whose permit and key, and the fields it sets (null removes). */
export interface Draft extends Place {
  readonly permit: WritePermit
  readonly key: SubjectKey
  readonly content: Content
  /** Of a record of a patient: its segments as bits, and the id of its author where one is known. What a new one must have, and a changed one keeps if it is left out. */
  readonly label?: { readonly segments: number; readonly author: string | null }
  /** FHIR content without a field of its own, sealed in the class OPAQUE. */
  readonly opaque?: Readonly<Record<string, unknown>>
  /** The name of the document that holds `opaque`, where it is too large for the row. */
  readonly document?: string
  /** Blind postings beside those of its kind. */
  readonly postings?: readonly Posting[]
  /** Keyed hashes of the contents imported under this id, 16 bytes each. */
  readonly hashes?: Uint8Array
}
