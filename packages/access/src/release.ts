import { AccessError } from './errors.ts'
import type { Permit } from './permit.ts'
import { ReplyBranch, type ReplyPath } from './replyPath.ts'
import type { Outcome, Shape } from './shape.ts'

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
  readonly detail?: string
}

/** Reads off the reply what was disclosed and denied. @throws AccessError ERR_ACCESS_LEAK */
export function releaseOf(options: {
  data: unknown
  places: readonly ViewPlace[]
  refusals: readonly Refusal[]
  opened: number
}): Release {
  const { data, places, refusals, opened } = options
  const root: Branch = new ReplyBranch()
  const tally = new Tally()
  for (const place of places) root.noteAt(place.path, place)
  for (const refusal of refusals) {
    root.noteAt(refusal.path, refusal)
    // The attempt is noted whatever became of its place.
    addRefusal(tally.denied, refusal)
  }
  tally.walk(root, data)
  return { ...tally, disclosed: tally.disclosed.rows(), denied: tally.denied.rows(), opened }
}

/** What a reply without data comes to: every record that was handed over for it, without fields, and every denial. */
export function withheldOf(options: {
  places: readonly ViewPlace[]
  refusals: readonly Refusal[]
  opened: number
}): Pick<Release, 'disclosed' | 'denied' | 'opened'> {
  const { places, refusals, opened } = options
  const disclosed = new Rows<string>()
  const denied = new Rows<string | null>()
  for (const { permit, shape } of places) {
    disclosed.add(permit, [])
    if (shape.denied.length > 0) denied.add(permit, shape.denied.toSorted())
  }
  for (const refusal of refusals) addRefusal(denied, refusal)
  return { disclosed: disclosed.rows(), denied: denied.rows(), opened }
}

function addRefusal(denied: Rows<string | null>, { coordinate }: Refusal): void {
  const [type = '', name = ''] = coordinate.split('.')
  denied.add({ patient: null, type, id: null }, [name])
}

type Branch = ReplyBranch<ViewPlace | Refusal>

/** Walks what is in the reply, in its order, so that a place that did not survive counts for nothing. */
class Tally {
  readonly errors: ReleaseError[] = []
  readonly masked: ReplyPath[] = []
  readonly disclosed = new Rows<string>()
  readonly denied = new Rows<string | null>()

  walk(branch: Branch, value: unknown): void {
    const refusal = branch.notes.find((note) => 'coordinate' in note)
    if (refusal) this.#refused(value, refusal.path, refusal.detail)
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) this.#below(branch.at(index), value[index])
    } else if (isObject(value)) {
      const reduced: ViewPlace[] = []
      for (const note of branch.notes) {
        if (!('shape' in note)) continue
        this.#tally(note, value)
        if (note.shape.denied.length + note.shape.masked.length > 0) reduced.push(note)
      }
      if (reduced.length === 0 && branch.isLeaf) return
      // The executor writes keys in the order of the reply.
      for (const key in value) {
        if (reduced.length > 0) this.#reduced(reduced, key, value[key])
        this.#below(branch.at(key), value[key])
      }
    }
  }

  /** What was denied or masked of what stands under this key. */
  #reduced(views: readonly ViewPlace[], key: string, value: unknown): void {
    const of = (outcome: Outcome) => views.find(({ shape }) => shape.keys.get(key)?.outcome === outcome)
    const denied = of('denied')
    const masked = denied ? undefined : of('masked')
    if (denied) this.#refused(value, [...denied.path, key])
    if (masked && value !== null) this.masked.push([...masked.path, key])
  }

  #below(branch: Branch | undefined, value: unknown): void {
    if (branch) this.walk(branch, value)
  }

  #refused(value: unknown, path: ReplyPath, message = 'Not permitted.'): void {
    if (value !== null && value !== undefined) throw new AccessError('ERR_ACCESS_LEAK')
    this.errors.push({ message, path, extensions: { code: 'FORBIDDEN' } })
  }

  #tally({ permit, shape }: ViewPlace, reply: Readonly<Record<string, unknown>>): void {
    const disclosed: string[] = []
    const denied: string[] = []
    for (const [key, { told, outcome }] of shape.keys) {
      if (outcome !== 'denied' && (reply[key] === null || reply[key] === undefined)) continue
      const names = outcome === 'denied' ? denied : disclosed
      if (names.at(-1) !== told) names.push(told)
    }
    // Also without fields: that the record exists was disclosed.
    this.disclosed.add(permit, disclosed)
    if (denied.length > 0) this.denied.add(permit, denied)
  }
}

interface Row<Id extends string | null> {
  readonly patient: string | null
  readonly type: string
  readonly id: Id
}

/** One row per record, however often it came; the names of each time are sorted, as a shape has them. */
class Rows<Id extends string | null> {
  /** By type and id: a name made of both would be made for each record. */
  readonly #rows = new Map<string, Map<string, { readonly of: Row<Id>; readonly names: (readonly string[])[] }>>()

  add(of: Row<Id>, names: readonly string[]): void {
    const byId = this.#rows.get(of.type) ?? new Map()
    if (byId.size === 0) this.#rows.set(of.type, byId)
    const row = byId.get(of.id ?? '')
    if (row === undefined) byId.set(of.id ?? '', { of, names: [names] })
    else row.names.push(names)
  }

  rows(): (Row<Id> & { readonly fields: readonly string[] })[] {
    return sorted(this.#rows).flatMap(([, byId]) =>
      sorted(byId).map(
        ([
          ,
          {
            of: { patient, type, id },
            names,
          },
        ]) => ({
          patient,
          type,
          id,
          fields: names.length === 1 ? (names[0] ?? []) : [...new Set(names.flat())].toSorted(),
        }),
      ),
    )
  }
}

function sorted<T>(by: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...by].sort(([a], [b]) => (a < b ? -1 : 1))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
