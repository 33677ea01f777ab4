import { type ResponsePath, responsePathAsArray } from 'graphql'
import type { Caller } from './caller.ts'
import { AccessError } from './errors.ts'
import { explain } from './explain.ts'
import type { Explained } from './explained.ts'
import { explainRules } from './explainRules.ts'
import { FieldPlaces } from './fieldPlaces.ts'
import { Selection } from './guard.ts'
import { fieldRule } from './needs.ts'
import { Permit } from './permit.ts'
import type { FieldMap, Plan } from './plan.ts'
import type { Policy } from './policy.ts'
import { existsFor, reaches, readsWhole } from './reading.ts'
import type { Fact, Tie } from './relation.ts'
import { type Refusal, type Release, releaseOf, type ViewPlace, withheldOf } from './release.ts'
import { NO_SHAPE, type Shape, shapeOf } from './shape.ts'
import { type Known, type Label, type Reach, Standing } from './standing.ts'
import type { TenantRules } from './tenantRules.ts'
import { type View, viewOf } from './view.ts'

/** What a record is, as far as its permit depends on it; `label` null where it belongs to no patient. */
export interface Asked {
  /** What is selected of it where it will be viewed. */
  readonly fields: FieldMap
  readonly type: string
  readonly id: string
  readonly patient: string | null
  readonly label: Label | null
  /** Coordinates it was searched by. */
  readonly filters: readonly string[]
}

/** One request's decisions: relations, permits, views and, at the end, what was disclosed and denied. */
export class Handover {
  readonly #policy: Policy
  readonly #plan: Plan
  readonly #caller: Caller
  /** What all standings of the request share. */
  readonly #moment: ConstructorParameters<typeof Standing>[0]
  readonly #selection: Selection
  readonly #fields: FieldPlaces
  readonly #standings = new Map<string, Standing>()
  readonly #shapes = new Map<FieldMap, Map<number, Shape>>()
  readonly #existence = new Map<string, Map<number, boolean>>()
  readonly #places: ViewPlace[] = []
  readonly #refusals: Refusal[] = []
  #opened = 0
  /** What was decided last: most records of a list are decided alike. */
  #last: (Decided & { readonly shape: Shape | undefined }) | undefined

  /** @throws AccessError ERR_ACCESS_PLAN if the plan was made for another role or purpose */
  constructor(options: {
    policy: Policy
    rules: TenantRules
    plan: Plan
    caller: Caller
    variables: Readonly<Record<string, unknown>>
    now: number
  }) {
    const { policy, rules, plan, caller, variables, now } = options
    if (plan.role !== caller.role || plan.purpose !== caller.purposeOfUse) throw new AccessError('ERR_ACCESS_PLAN')
    this.#policy = policy
    this.#plan = plan
    this.#caller = caller
    this.#moment = { policy, rules, caller, now, shared: new Map() }
    this.#selection = new Selection(variables)
    this.#fields = new FieldPlaces(plan)
  }

  /** How the caller stands to this patient; the first call of the request decides. */
  relate(patient: string, known: Known): Standing {
    const decided = this.#standings.get(patient)
    if (decided !== undefined) return decided
    const standing = new Standing(this.#moment, patient, known)
    this.#standings.set(patient, standing)
    return standing
  }

  /**
   * A permit to open of a patient's own record what decisions rest on, and nothing else: its consents, and where the
   * caller stands for the patient its birth date.
   */
  decisionPermit(patient: string, facts: readonly Fact[]): Permit {
    const fields = this.#policy.records.Patient?.fields
    const proxied = this.#caller.role === 'PATIENT' && facts.some(({ relation }) => relation === 'PROXY')
    const wanted = [fields?.consents, proxied ? fields?.birthDate : undefined]
    return this.#controlPermit({ type: 'Patient', id: patient, patient }, wanted)
  }

  /** As `decisionPermit`, of the fields that a control looks at and never shows: such as a visit's status and period. */
  controlPermit(of: Pick<Asked, 'type' | 'id' | 'patient'>, coordinates: readonly string[]): Permit {
    return this.#controlPermit(
      of,
      coordinates.map((coordinate) => fieldRule(this.#policy, coordinate)),
    )
  }

  #controlPermit(
    { type, id, patient }: Pick<Asked, 'type' | 'id' | 'patient'>,
    wanted: readonly ({ readonly class: string } | undefined)[],
  ): Permit {
    const classes = new Set(wanted.flatMap((rule) => (rule === undefined ? [] : [rule.class])))
    this.#opened += classes.size
    return new Permit({
      tenant: this.#caller.tenant,
      type,
      id,
      patient,
      bits: 0,
      segments: 0,
      reached: 0,
      classes,
      issuer: this,
    })
  }

  /** What is selected under the field at `path`, by concrete type. @throws AccessError ERR_ACCESS_PATH */
  nodesAt(path: ResponsePath): Readonly<Record<string, FieldMap>> {
    return this.#fields.at(path).node.types
  }

  /**
   * A permit for one record, or undefined if for this caller it does not exist.
   * @throws AccessError ERR_ACCESS_UNRELATED, ERR_ACCESS_PERMIT
   */
  permit({ fields, type, id, patient, label, filters }: Asked): Permit | undefined {
    const rule = this.#policy.records[type]
    if (!rule || (rule.patient === null) !== (patient === null) || (rule.patient === 'id' && patient !== id))
      throw new AccessError('ERR_ACCESS_PERMIT')
    const reach = this.#reach({ patient, label, head: rule.patient === 'id' })
    const { bits, classes: reached } = reach
    const shape = this.#decide({ type, fields, bits, classes: reached })
    if (shape === undefined) return undefined
    const reads = (coordinate: string) => readsWhole({ policy: this.#policy, caller: this.#caller, reach }, coordinate)
    if (!filters.every(reads)) return undefined
    const { classes } = shape
    this.#opened += classes.size
    const segments = label?.segments ?? 0
    return new Permit({
      tenant: this.#caller.tenant,
      type,
      id,
      patient,
      bits,
      segments,
      reached,
      classes,
      issuer: this,
    })
  }

  /**
   * One record for the executor, at `path` + `suffix` (list indices). `content`: field -> value.
   * @throws AccessError ERR_ACCESS_PERMIT if the permit is another request's, for a decision, or made for less than is selected here
   */
  view(options: {
    permit: Permit
    content: Readonly<Record<string, unknown>>
    path: ResponsePath
    suffix: readonly number[]
  }): View {
    const { permit, content } = options
    const { keys, node } = this.#fields.at(options.path)
    const fields = node.types[permit.type]
    if (!fields) throw new AccessError('ERR_ACCESS_PATH')
    const shape = this.#decide({ type: permit.type, fields, bits: permit.bits, classes: permit.reached })
    if (shape === undefined || !Permit.isFrom(permit, this) || !covered(shape.classes, permit.classes))
      throw new AccessError('ERR_ACCESS_PERMIT')
    const place: ViewPlace = { field: keys, suffix: options.suffix, permit, shape }
    this.#places.push(place)
    return viewOf({ shape, content, handle: place })
  }

  /**
   * The place at `path` + `suffix` shows that the record exists, though nothing of it: a cursor, a page that goes on.
   * @throws AccessError ERR_ACCESS_PERMIT if the permit is another request's
   */
  mention({ permit, path, suffix }: { permit: Permit; path: ResponsePath; suffix: readonly number[] }): void {
    if (!Permit.isFrom(permit, this)) throw new AccessError('ERR_ACCESS_PERMIT')
    this.#places.push({ field: responsePathAsArray(path), suffix, permit, shape: NO_SHAPE })
  }

  /** A root field or argument was refused: the place must be null in the reply. `detail`: a fixed sentence for the client. */
  deny(path: ResponsePath, coordinate: string, detail?: string): void {
    this.#refusals.push({ path: responsePathAsArray(path), coordinate, ...(detail === undefined ? {} : { detail }) })
  }

  /** What ties the caller to this patient; undefined if it was not asked. */
  tie(patient: string): Tie | undefined {
    return this.#standings.get(patient)?.tie
  }

  /** Those to whom the caller's standing was decided. */
  related(): readonly string[] {
    return [...this.#standings.keys()]
  }

  /** By patient the segments, as bits, of records that were handed over, or shown to exist. */
  seen(): ReadonlyMap<string | null, number> {
    const all = new Map<string | null, number>()
    for (const { permit } of this.#places) all.set(permit.patient, (all.get(permit.patient) ?? 0) | permit.segments)
    return all
  }

  /** How many parts the permits of this request allowed to open. */
  get opened(): number {
    return this.#opened
  }

  /** Why each response key is what it is: for whoever asks that instead of what is there, and may know of consents or not. */
  explain({ namesConsent }: { readonly namesConsent: boolean }): readonly Explained[] {
    return explain({
      policy: this.#policy,
      plan: this.#plan,
      selection: this.#selection,
      places: this.#places,
      refusals: this.#refusals,
      namesConsent,
      standing: (patient) => this.#standings.get(patient),
    })
  }

  /** As `explain`, by the schema alone: whoever the patient is. */
  outline(): readonly Explained[] {
    return explainRules({ policy: this.#policy, plan: this.#plan, selection: this.#selection })
  }

  /** What the reply comes to. @throws AccessError ERR_ACCESS_LEAK if a refused place holds data */
  release(data: unknown): Release {
    return releaseOf({ data, places: this.#places, refusals: this.#refusals, opened: this.#opened })
  }

  /** What a reply without data comes to: its error can tell that what was handed over exists. */
  withhold(): Pick<Release, 'disclosed' | 'denied' | 'opened'> {
    return withheldOf({ places: this.#places, refusals: this.#refusals, opened: this.#opened })
  }

  /** What is nobody's has neither label nor consent. */
  #reach(of: { readonly patient: string | null; readonly label: Label | null; readonly head: boolean }): Reach {
    const { patient, label, head } = of
    if (patient === null) return { bits: this.#policy.relations.TENANT, classes: -1 }
    const standing = this.#standings.get(patient)
    if (standing === undefined) throw new AccessError('ERR_ACCESS_UNRELATED')
    if (label === null) throw new AccessError('ERR_ACCESS_PERMIT')
    return standing.reach(label, { head })
  }

  /** What a selection of a record comes to; undefined if the record does not exist for the caller. */
  #decide(of: Decided): Shape | undefined {
    const { type, fields, bits, classes } = of
    const last = this.#last
    if (last?.fields === fields && last.type === type && last.bits === bits && last.classes === classes)
      return last.shape
    const shape = this.#exists(type, of) ? this.#shape(fields, of) : undefined
    this.#last = { type, fields, bits, classes, shape }
    return shape
  }

  #exists(type: string, reach: Reach): boolean {
    const byReach = this.#existence.get(type) ?? new Map<number, boolean>()
    this.#existence.set(type, byReach)
    const known = byReach.get(numberOf(reach))
    if (known !== undefined) return known
    const decided = existsFor({ policy: this.#policy, caller: this.#caller, reach }, type)
    byReach.set(numberOf(reach), decided)
    return decided
  }

  #shape(fields: FieldMap, reach: Reach): Shape {
    const byReach = this.#shapes.get(fields) ?? new Map<number, Shape>()
    this.#shapes.set(fields, byReach)
    const { bits, classes } = reach
    const name = numberOf(reach)
    const known = byReach.get(name)
    if (known !== undefined) return known
    const left = (dataClass: string) => reaches(this.#policy, classes, dataClass)
    const shape = shapeOf({ fields, bits, reaches: left, selection: this.#selection })
    byReach.set(name, shape)
    return shape
  }
}

/** What a decision depends on, within one request. */
interface Decided extends Reach {
  readonly type: string
  readonly fields: FieldMap
}

/** A reach as one number: what is the same may be decided once. */
function numberOf({ bits, classes }: Reach): number {
  return bits * 2 ** 32 + (classes >>> 0)
}

function covered(needed: ReadonlySet<string>, granted: ReadonlySet<string>): boolean {
  if (needed === granted) return true
  for (const name of needed) if (!granted.has(name)) return false
  return true
}
