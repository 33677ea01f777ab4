import { AccessError } from './errors.ts'
import type { Permit } from './permit.ts'
import { inReplyOrder, type ReplyPath, valueAt } from './replyPath.ts'
import type { Shape } from './shape.ts'

/** A denial as the client sees it. */
export interface ReleaseError {
  readonly message: string
  readonly path: ReplyPath
  readonly extensions: { readonly code: 'FORBIDDEN' }
}

/** What one record disclosed: field names, masked ones with a trailing `~`. */
export interface Disclosed {
  readonly patient: string | null
  readonly type: string
  readonly id: string
  readonly fields: readonly string[]
}

/** What was denied; `id` is null for a root field or an argument. */
export interface Denied {
  readonly patient: string | null
  readonly type: string
  readonly id: string | null
  readonly fields: readonly string[]
}

/** What a reply comes to; only places that are in it count. */
export interface Release {
  readonly errors: readonly ReleaseError[]
  readonly masked: readonly ReplyPath[]
  readonly disclosed: readonly Disclosed[]
  readonly denied: readonly Denied[]
  /** How many parts the permits of this request allowed to open. */
  readonly opened: number
}

/** A view handed over, and where. */
export interface ViewPlace {
  readonly path: ReplyPath
  readonly permit: Permit
  readonly shape: Shape
}

/** A root field or argument that was refused, and where. */
export interface Refusal {
  readonly path: ReplyPath
  readonly coordinate: string
}

/** Reads off the reply what was disclosed and denied. @throws AccessError ERR_ACCESS_LEAK */
export function releaseOf(options: {
  data: unknown
  places: readonly ViewPlace[]
  refusals: readonly Refusal[]
  opened: number
}): Release {
  const { data, places, refusals, opened } = options
  const tally = new Tally()
  for (const place of places) {
    const value = valueAt(data, place.path)
    if (isObject(value)) tally.view(place, value)
  }
  for (const refusal of refusals) tally.refusal(refusal, data)
  return {
    errors: inReplyOrder(data, tally.errors),
    masked: inReplyOrder(data, tally.masked).map(({ path }) => path),
    disclosed: tally.disclosed.rows(),
    denied: tally.denied.rows(),
    opened,
  }
}

class Tally {
  readonly errors: ReleaseError[] = []
  readonly masked: { readonly path: ReplyPath }[] = []
  readonly disclosed = new Rows<string>()
  readonly denied = new Rows<string | null>()

  view({ path, permit, shape }: ViewPlace, reply: Readonly<Record<string, unknown>>): void {
    const disclosed: string[] = []
    const denied: string[] = []
    for (const { key, name, outcome } of shape.keys) {
      const value = reply[key] ?? null
      if (outcome === 'denied') {
        if (value !== null) throw new AccessError('ERR_ACCESS_LEAK')
        this.#forbid([...path, key])
        denied.push(name)
      } else if (value !== null) {
        if (outcome === 'masked') this.masked.push({ path: [...path, key] })
        disclosed.push(outcome === 'masked' ? `${name}~` : name)
      }
    }
    // Also without fields: that the record exists was disclosed.
    this.disclosed.add(permit, disclosed)
    if (denied.length > 0) this.denied.add(permit, denied)
  }

  /** The attempt is noted whatever became of its place. */
  refusal({ path, coordinate }: Refusal, data: unknown): void {
    if ((valueAt(data, path) ?? null) !== null) throw new AccessError('ERR_ACCESS_LEAK')
    const parent = valueAt(data, path.slice(0, -1))
    if (parent !== undefined && parent !== null) this.#forbid(path)
    const [type = '', name = ''] = coordinate.split('.')
    this.denied.add({ patient: null, type, id: null }, [name])
  }

  #forbid(path: ReplyPath): void {
    this.errors.push({ message: 'Not permitted.', path, extensions: { code: 'FORBIDDEN' } })
  }
}

interface Row<Id extends string | null> {
  readonly patient: string | null
  readonly type: string
  readonly id: Id
}

/** One row per record, however often it came. */
class Rows<Id extends string | null> {
  readonly #rows = new Map<string, Row<Id> & { readonly names: Set<string> }>()

  add({ patient, type, id }: Row<Id>, names: readonly string[]): void {
    const key = `${type} ${id ?? ''}`
    const row = this.#rows.get(key) ?? { patient, type, id, names: new Set() }
    this.#rows.set(key, row)
    for (const name of names) row.names.add(name)
  }

  rows(): (Row<Id> & { readonly fields: readonly string[] })[] {
    const sorted = [...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return sorted.map(([, { patient, type, id, names }]) => ({ patient, type, id, fields: [...names].toSorted() }))
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
