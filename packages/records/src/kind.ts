/** A record's fields by name, as plain JSON; a reference is `{ reference: record id }`. */
export type Content = Readonly<Record<string, unknown>>

/** What the store must know of a record type beyond its line in the schema. */
export interface RecordKind {
  readonly type: string
  /** Who owns the key of a record that belongs to no patient. */
  readonly subject?: 'staff' | 'tenant'
  /** Whether, belonging to no patient, it stands in one queue of the tenant and is listed there as in a chart. */
  readonly queue?: boolean
  /** Fields that follow from others and the time (ms) at which they are looked at; stored nowhere. */
  readonly derive?: (content: Content, now: number) => Content
  /** When it happened, in UTC ms: its place in the chart. */
  readonly time?: (content: Content) => number | undefined
  /** The code that `byCode` finds it under. */
  readonly code?: (content: Content) => string | undefined
  /** The blind postings it is found by: normalised values per index. */
  readonly postings?: (content: Content) => readonly Posting[]
  /** The indexes whose values one record of a tenant should have alone. */
  readonly unique?: readonly string[]
}

/** One entry of a blind index: nothing is found by one with an empty value, which was none of its kind. */
export interface Posting {
  readonly index: string
  readonly values: readonly string[]
}
