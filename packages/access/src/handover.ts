import { type ResponsePath, responsePathAsArray } from 'graphql'
import type { Caller } from './caller.ts'
import { AccessError } from './errors.ts'
import { Selection } from './guard.ts'
import { needsOf, readNeeds } from './needs.ts'
import { Permit } from './permit.ts'
import type { FieldMap, Plan, PlanNode } from './plan.ts'
import type { Policy, RecordRule } from './policy.ts'
import { type Fact, relationBits } from './relation.ts'
import { type Refusal, type Release, releaseOf, type ViewPlace, withheldOf } from './release.ts'
import { type ReplyPath, replyPath } from './replyPath.ts'
import { NO_SHAPE, type Shape, shapeOf } from './shape.ts'
import { type View, viewOf } from './view.ts'

/** One request's decisions: relations, permits, views and, at the end, what was disclosed and denied. */
export class Handover {
  readonly #policy: Policy
  readonly #plan: Plan
  readonly #caller: Caller
  readonly #now: number
  readonly #selection: Selection
  readonly #bits = new Map<string, number>()
  readonly #shapes = new Map<FieldMap, Map<number, Shape>>()
  readonly #existence = new Map<string, boolean>()
  readonly #places: ViewPlace[] = []
  readonly #refusals: Refusal[] = []
  #opened = 0

  /** @throws AccessError ERR_ACCESS_PLAN if the plan was made for another role or purpose */
  constructor(options: {
    policy: Policy
    plan: Plan
    caller: Caller
    variables: Readonly<Record<string, unknown>>
    now: number
  }) {
    const { policy, plan, caller, variables, now } = options
    if (plan.role !== caller.role || plan.purpose !== caller.purposeOfUse) throw new AccessError('ERR_ACCESS_PLAN')
    this.#policy = policy
    this.#plan = plan
    this.#caller = caller
    this.#now = now
    this.#selection = new Selection(variables)
  }

  /** Relation bits to this patient; the first call of the request decides. */
  relate(patient: string, facts: readonly Fact[]): number {
    const known = this.#bits.get(patient)
    if (known !== undefined) return known
    const bits = relationBits({ policy: this.#policy, caller: this.#caller, patient, facts, now: this.#now })
    this.#bits.set(patient, bits)
    return bits
  }

  /** What is selected under the field at `path`, by concrete type. @throws AccessError ERR_ACCESS_PATH */
  nodesAt(path: ResponsePath): Readonly<Record<string, FieldMap>> {
    return this.#nodeAt(responsePathAsArray(path)).types
  }

  /**
   * A permit for one record, or undefined if for this caller it does not exist. `fields`: what is selected of it
   * where it will be viewed. `filters`: coordinates it was searched by.
   * @throws AccessError ERR_ACCESS_UNRELATED, ERR_ACCESS_PERMIT
   */
  permit(options: {
    fields: FieldMap
    type: string
    id: string
    patient: string | null
    filters: readonly string[]
  }): Permit | undefined {
    const { fields, type, id, patient, filters } = options
    const rule = this.#policy.records[type]
    if (!rule || (rule.patient === null) !== (patient === null) || (rule.patient === 'id' && patient !== id))
      throw new AccessError('ERR_ACCESS_PERMIT')
    const bits = this.#bitsOf(patient)
    if (!this.#exists(type, rule, bits)) return undefined
    if (!filters.every((coordinate) => (this.#reads(coordinate) & bits) !== 0)) return undefined
    const { classes } = this.#shape(fields, bits)
    this.#opened += classes.size
    return new Permit({ tenant: this.#caller.tenant, type, id, patient, bits, classes, issuer: this })
  }

  /**
   * One record for the executor, at `path` + `suffix` (response keys and list indices). `content`: field -> value.
   * @throws AccessError ERR_ACCESS_PERMIT if the permit is another request's or was made for less than is selected here
   */
  view(options: {
    permit: Permit
    content: Readonly<Record<string, unknown>>
    path: ResponsePath
    suffix: ReplyPath
  }): View {
    const { permit, content } = options
    const path = replyPath(options.path, options.suffix)
    const fields = this.#nodeAt(path).types[permit.type]
    if (!fields) throw new AccessError('ERR_ACCESS_PATH')
    const shape = this.#shape(fields, permit.bits)
    if (!Permit.isFrom(permit, this) || !covered(shape.classes, permit.classes))
      throw new AccessError('ERR_ACCESS_PERMIT')
    const place: ViewPlace = { path, permit, shape }
    this.#places.push(place)
    return viewOf({ shape, content, handle: place })
  }

  /**
   * The place at `path` + `suffix` shows that the record exists, though nothing of it: a cursor, a page that goes on.
   * @throws AccessError ERR_ACCESS_PERMIT if the permit is another request's
   */
  mention({ permit, path, suffix }: { permit: Permit; path: ResponsePath; suffix: ReplyPath }): void {
    if (!Permit.isFrom(permit, this)) throw new AccessError('ERR_ACCESS_PERMIT')
    this.#places.push({ path: replyPath(path, suffix), permit, shape: NO_SHAPE })
  }

  /** A root field or argument was refused: the place must be null in the reply. */
  deny(path: ResponsePath, coordinate: string): void {
    this.#refusals.push({ path: responsePathAsArray(path), coordinate })
  }

  /** What the reply comes to. @throws AccessError ERR_ACCESS_LEAK if a refused place holds data */
  release(data: unknown): Release {
    return releaseOf({ data, places: this.#places, refusals: this.#refusals, opened: this.#opened })
  }

  /** What a reply without data comes to: its error can tell that what was handed over exists. */
  withhold(): Pick<Release, 'disclosed' | 'denied' | 'opened'> {
    return withheldOf({ places: this.#places, refusals: this.#refusals, opened: this.#opened })
  }

  #bitsOf(patient: string | null): number {
    if (patient === null) return this.#policy.relations.TENANT
    const bits = this.#bits.get(patient)
    if (bits === undefined) throw new AccessError('ERR_ACCESS_UNRELATED')
    return bits
  }

  /** A record whose non-null fields cannot all be read does not exist: a denial there would show that it does. */
  #exists(type: string, rule: RecordRule, bits: number): boolean {
    const key = `${type} ${bits}`
    const known = this.#existence.get(key)
    if (known !== undefined) return known
    const reader = { policy: this.#policy, role: this.#caller.role, purpose: this.#caller.purposeOfUse }
    const met = (needsOf({ ...reader, audience: rule.exists }).full & bits) !== 0
    const required = Object.entries(rule.fields).filter(([, field]) => field.type.required)
    const decided = met && required.every(([name]) => (this.#reads(`${type}.${name}`) & bits) !== 0)
    this.#existence.set(key, decided)
    return decided
  }

  #reads(coordinate: string): number {
    const { role, purposeOfUse: purpose } = this.#caller
    return readNeeds({ policy: this.#policy, coordinate, role, purpose }).full
  }

  #shape(fields: FieldMap, bits: number): Shape {
    const byBits = this.#shapes.get(fields) ?? new Map<number, Shape>()
    this.#shapes.set(fields, byBits)
    const shape = byBits.get(bits) ?? shapeOf({ fields, bits, selection: this.#selection })
    byBits.set(bits, shape)
    return shape
  }

  #nodeAt(path: ReplyPath): PlanNode {
    let fields: FieldMap | undefined = this.#plan.roots
    let node: PlanNode | undefined
    for (const key of path) {
      if (typeof key === 'number') continue
      node = fields?.[key]
      // Without interfaces and unions a place has one concrete type.
      fields = node ? Object.values(node.types)[0] : undefined
    }
    if (!node) throw new AccessError('ERR_ACCESS_PATH')
    return node
  }
}

function covered(needed: ReadonlySet<string>, granted: ReadonlySet<string>): boolean {
  for (const name of needed) if (!granted.has(name)) return false
  return true
}
