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

/** A view handed over, and where: at a field, or in the list that the field gives. */
export interface ViewPlace {
  readonly field: ReplyPath
  readonly suffix: readonly number[]
  readonly permit: Permit
  readonly shape: Shape
}

/** Where it is from the root. */
export function pathOf({ field, suffix }: ViewPlace): ReplyPath {
  return [...field, ...suffix]
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
  let list = { field: NOWHERE, branch: root }
  for (const place of places) {
    if (place.field !== list.field) list = { field: place.field, branch: root.below(place.field) }
    list.branch.below(place.suffix).note(place)
  }
  for (const refusal of refusals) {
    root.below(refusal.path).note(refusal)
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
    if (shape.denied.length > 0) denied.add(permit, shape.denied)
  }
  for (const refusal of refusals) addRefusal(denied, refusal)
  return { disclosed: disclosed.rows(), denied: denied.rows(), opened }
}

function addRefusal(denied: Rows<string | null>, { coordinate }: Refusal): void {
  const [type = '', name = ''] = coordinate.split('.')
  denied.add({ patient: null, type, id: null }, [name])
}

const NOWHERE: ReplyPath = []
type Branch = ReplyBranch<ViewPlace | Refusal>

/** Walks what is in the reply, in its order, so that a place that did not survive counts for nothing. */
class Tally {
  readonly errors: ReleaseError[] = []
  readonly masked: ReplyPath[] = []
  readonly disclosed = new Rows<string>()
  readonly denied = new Rows<string | null>()

  walk(branch: Branch, value: unknown): void {
    let refusal: Refusal | undefined
    for (const note of branch.notes) if ('coordinate' in note) refusal ??= note
    if (refusal) this.#refused(value, refusal.path, refusal.detail)
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) this.#below(branch.at(index), value[index])
    } else if (isObject(value)) this.#object(branch, value)
  }

  #object(branch: Branch, value: Readonly<Record<string, unknown>>): void {
    let reduced: ViewPlace[] | undefined
    for (const note of branch.notes) {
      if (!('shape' in note)) continue
      this.#tally(note, value)
      if (note.shape.denied.length + note.shape.masked.length > 0) reduced = [...(reduced ?? []), note]
    }
    if (reduced === undefined && branch.isLeaf) return
    // The executor writes keys in the order of the reply.
    for (const key in value) {
      if (reduced) this.#reduced(reduced, key, value[key])
      this.#below(branch.at(key), value[key])
    }
  }

  /** What was denied or masked of what stands under this key. */
  #reduced(views: readonly ViewPlace[], key: string, value: unknown): void {
    const of = (outcome: Outcome) => views.find(({ shape }) => shape.keys.get(key) === outcome)
    const denied = of('denied')
    const masked = denied ? undefined : of('masked')
    if (denied) this.#refused(value, [...pathOf(denied), key])
    if (masked && value !== null) this.masked.push([...pathOf(masked), key])
  }

  #below(branch: Branch | undefined, value: unknown): void {
    if (branch) this.walk(branch, value)
  }

  #refused(value: unknown, path: ReplyPath, message = 'Not permitted.'): void {
    if (value !== null && value !== undefined) throw new AccessError('ERR_ACCESS_LEAK')
    this.errors.push({ message, path, extensions: { code: 'FORBIDDEN' } })
  }

  #tally({ permit, shape }: ViewPlace, reply: Readonly<Record<string, unknown>>): void {
    // Also without fields: that the record exists was disclosed.
    this.disclosed.add(permit, toldOf(shape, reply))
    if (shape.denied.length > 0) this.denied.add(permit, shape.denied)
  }
}

/** What the audit is told: the names of those keys that have a value. */
function toldOf({ shown, told }: Shape, reply: Readonly<Record<string, unknown>>): readonly string[] {
  const isShown = ({ key }: { readonly key: string }) => reply[key] !== null && reply[key] !== undefined
  return shown.every(isShown) ? told : unique(shown.filter(isShown).map((of) => of.told))
}

interface Row<Id extends string | null> {
  readonly patient: string | null
  readonly type: string
  readonly id: Id
  readonly fields: readonly string[]
}

/** One row per record, however often it came. */
class Rows<Id extends string | null> {
  /** By type and id: a name made of both would be made for each record. */
  readonly #rows = new Map<string, Map<string, Row<Id>>>()

  /** `names`: sorted, each once. */
  add({ patient, type, id }: Omit<Row<Id>, 'fields'>, names: readonly string[]): void {
    const byId = this.#rows.get(type) ?? new Map<string, Row<Id>>()
    if (byId.size === 0) this.#rows.set(type, byId)
    const row = byId.get(id ?? '')
    // What a record tells at one place it mostly tells at the next, and then in the very same list.
    if (row?.fields === names) return
    const fields = row === undefined ? names : unique([...row.fields, ...names]).sort()
    byId.set(id ?? '', { patient, type, id, fields })
  }

  rows(): Row<Id>[] {
    return inOrder(this.#rows).flatMap((byId) => inOrder(byId))
  }
}

/** The values in the order of their names. */
function inOrder<T extends object>(by: ReadonlyMap<string, T>): T[] {
  return [...by.keys()].sort().flatMap((name) => by.get(name) ?? [])
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
