import type { Caller } from './caller.ts'
import { Consent, classBits, readConsents, segmentBits, type Verdicts } from './consent.ts'
import { fieldRule, needsOf } from './needs.ts'
import type { Policy } from './policy.ts'
import { type Fact, type Tie, tieOf } from './relation.ts'
import { birthday, type TenantRules } from './tenantRules.ts'

/** What is known of one patient when a decision is made, read with the patient: relation rows and what was opened for it. */
export interface Known {
  readonly facts: readonly Fact[]
  /** `Patient.consents` as stored; undefined if there are none. */
  readonly consents?: unknown
  /** `Patient.birthDate`; asked for where somebody stands for the patient. */
  readonly birthDate?: unknown
}

/** What of a record matters to a decision beyond its type. */
export interface Label {
  /** Segment bits; of no label, NORMAL's. */
  readonly segments: number
  /** Whether the caller wrote it. */
  readonly author: boolean
}

/** What the caller reaches of one record: relation bits, and the classes that are left to it, as bits. */
export interface Reach {
  readonly bits: number
  readonly classes: number
}

interface Options {
  readonly policy: Policy
  readonly rules: TenantRules
  readonly caller: Caller
  readonly now: number
  /** What patients without a consent of their own share, of one caller at one moment. */
  readonly shared?: Map<number, Reach>
}

/** How one caller stands to one patient at one moment; decided once a request. */
export class Standing {
  readonly tie: Tie
  readonly #o: Options
  readonly #known: Known
  readonly #rules: ReturnType<typeof readConsents>
  #asked: Consent | undefined
  readonly #proxy: { readonly classes: number; readonly segments: number } | null
  readonly #reached: Map<number, Reach>

  constructor(options: Options, patient: string, known: Known) {
    const { policy, shared } = options
    const tie = tieOf(options, patient, known.facts)
    const proxy = tie.proxy && proxyScope({ ...options, proxy: tie.proxy, birthDate: known.birthDate })
    // Somebody who may no longer stand for the patient is nobody to it.
    this.tie = proxy === 'ENDED' ? tieOf(options, patient, []) : tie
    this.#proxy = proxy === 'ENDED' ? null : proxy
    this.#o = options
    this.#known = known
    this.#rules = readConsents(policy, known.consents)
    const isPlain = this.#rules.length === 0 && this.#proxy === null
    this.#reached = (isPlain ? shared : undefined) ?? new Map()
  }

  /** Made once it is asked: most patients of a list are decided alike. */
  get #consent(): Consent {
    const { caller, now } = this.#o
    this.#asked ??= new Consent({ rules: this.#rules, caller, emergency: this.tie.relation === 'BREAK_GLASS', now })
    return this.#asked
  }

  /** The next instant (ms) at which any of this may be decided otherwise, by the clock alone; infinite if there is none. */
  get until(): number {
    const { facts, birthDate } = this.#known
    const { rules, now } = this.#o
    const ages = [rules.adult, ...rules.ages.map(({ from }) => from)]
    const birthdays = typeof birthDate === 'string' ? ages.map((years) => birthday(birthDate, years)) : []
    const bounds = [...facts, ...this.#rules].flatMap(({ start, end }) => [start, end])
    return Math.min(...[...bounds, ...birthdays].filter((at) => typeof at === 'number' && at > now).map(Number))
  }

  /** When (ms) the last of the caller's relations of this kind ended; null if none did. */
  ended(relation: string): number | null {
    const over = this.#known.facts.flatMap((fact) =>
      fact.relation === relation && fact.end !== null ? [fact.end] : [],
    )
    const past = over.filter((end) => end <= this.#o.now)
    return past.length === 0 ? null : Math.max(...past)
  }

  /**
   * Whether nothing of the chart is kept from who is the patient, or stands for the patient: no class or segment by the
   * proxy's registration, by the patient's age or by a consent. False for everybody else.
   */
  get isWhole(): boolean {
    if (this.tie.relation === 'SELF') return true
    if (this.#proxy === null) return false
    const { policy } = this.#o
    const [classes, segments] = [classBits(policy), segmentBits(policy)].map((bits) => scopeOf(bits, null))
    const normal = { segments: segmentBits(policy).get('NORMAL') ?? 0, author: false }
    return this.#proxy.segments === segments && this.reach(normal, { head: false }).classes === classes
  }

  /** What the caller reaches of one of the patient's records; `head`: of the patient's own. */
  reach({ segments, author }: Label, { head }: { readonly head: boolean }): Reach {
    const { bits } = this.tie
    const name = (bits * 4 + (author ? 2 : 0) + (head ? 1 : 0)) * 2 ** 32 + (segments >>> 0)
    const known = this.#reached.get(name)
    if (known !== undefined) return known
    const reach = this.#reach(segments, author, head)
    this.#reached.set(name, reach)
    return reach
  }

  #reach(segments: number, author: boolean, head: boolean): Reach {
    const { policy } = this.#o
    const { relation } = this.tie
    const bits = author && relation !== 'BREAK_GLASS' ? this.tie.bits | policy.relations.AUTHOR : this.tie.bits
    const unasked = this.#labelled(segments, bits)
    if (unasked === null || (this.#proxy && (segments & ~this.#proxy.segments) !== 0)) return { bits, classes: 0 }
    let classes = 0
    const verdicts = this.#consent.about(segments)
    for (const bit of classBits(policy).values()) if (this.#permits(bit, verdicts, { unasked, head })) classes |= bit
    return { bits, classes: this.#proxy ? classes & this.#proxy.classes : classes }
  }

  /** The segments among these that still need a permission by name; null if one of them is not for this caller. */
  #labelled(segments: number, bits: number): number | null {
    const { policy, caller } = this.#o
    const reader = { policy, role: caller.role, purpose: caller.purposeOfUse }
    let asked = 0
    let left = segments
    for (const { bit, read, withoutConsent } of Object.values(policy.segments)) {
      if ((segments & (1 << bit)) === 0) continue
      left &= ~(1 << bit)
      if ((needsOf({ ...reader, audience: read }).full & bits) === 0) return null
      if (withoutConsent && (needsOf({ ...reader, audience: withoutConsent }).full & bits) === 0) asked |= 1 << bit
    }
    // A label that the schema does not know is for nobody.
    return left === 0 ? asked : null
  }

  #permits(
    classBit: number,
    verdicts: Verdicts,
    { unasked, head }: { readonly unasked: number; readonly head: boolean },
  ): boolean {
    const { relation } = this.tie
    const { policy, rules } = this.#o
    if (relation === 'SELF') return true
    if (unasked !== 0)
      for (let left = unasked; left !== 0; left &= left - 1)
        if (!this.#consent.permitsByName({ classBit, segment: left & -left })) return false
    const byName = head && (findableBits(policy) & classBit) !== 0
    const verdict = verdicts.of(classBit, { byName })
    // Until the patient permits, the chart is closed; whoever registers patients still finds them.
    if (verdict === 'SILENT') return rules.consent === 'PERMIT' || head || relation === 'BREAK_GLASS'
    return verdict === 'PERMIT'
  }
}

/** Whether the class of a field is left to the caller: not denied by consent, nor out of a proxy's scope or a label's. */
export function isLeft(options: { policy: Policy; reach: Reach; coordinate: string }): boolean {
  const { policy, reach, coordinate } = options
  return (reach.classes & (classBits(policy).get(fieldRule(policy, coordinate)?.class ?? '') ?? 0)) !== 0
}

/** The classes of a patient by which it can be found and its consent be changed: only a rule that names them closes them. */
function findableBits(policy: Policy): number {
  const fields = policy.records.Patient?.fields
  const bits = classBits(policy)
  return (bits.get(fields?.id?.class ?? '') ?? 0) | (bits.get(fields?.consents?.class ?? '') ?? 0)
}

/** What a proxy sees; ENDED if its basis does not outlast the patient's childhood, and that is over or not known to last. */
function proxyScope(
  options: Options & { readonly proxy: NonNullable<Tie['proxy']>; readonly birthDate: unknown },
): { readonly classes: number; readonly segments: number } | 'ENDED' {
  const { policy, rules, now, proxy, birthDate } = options
  const classes = scopeOf(classBits(policy), proxy.classes)
  const segments = scopeOf(segmentBits(policy), proxy.segments)
  const basis = Object.hasOwn(policy.bases, proxy.basis) ? policy.bases[proxy.basis] : undefined
  if (basis === undefined) return 'ENDED'
  if (!basis.untilAdult) return { classes, segments }
  const born = typeof birthDate === 'string' ? birthDate : ''
  const isAged = (years: number) => (birthday(born, years) ?? Number.NEGATIVE_INFINITY) <= now
  if (isAged(rules.adult)) return 'ENDED'
  const hidden = rules.ages.filter(({ from }) => isAged(from)).flatMap(({ hides }) => hides)
  return { classes, segments: segments & ~scopeOf(segmentBits(policy), hidden) }
}

function scopeOf(bits: ReadonlyMap<string, number>, names: readonly string[] | null): number {
  const counted = names === null ? [...bits.values()] : names.map((name) => bits.get(name) ?? 0)
  return counted.reduce((all, bit) => all | bit, 0)
}
