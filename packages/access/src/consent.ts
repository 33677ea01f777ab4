import type { Caller } from './caller.ts'
import type { Policy } from './policy.ts'
import { live, type Period } from './relation.ts'

/** One rule with its names as bits; a dimension that is not named is null. */
interface Rule extends Period {
  readonly permit: boolean
  readonly classes: number | null
  readonly segments: number | null
  readonly roles: readonly string[] | null
  readonly persons: readonly string[] | null
  readonly purposes: readonly string[] | null
}

/** Names nothing and denies: what stands for a rule that cannot be read, and so is beaten by no permission. */
const DENY_ALL: Rule = {
  permit: false,
  classes: null,
  segments: null,
  roles: null,
  persons: null,
  purposes: null,
  start: null,
  end: null,
}

/** The rules in `Patient.consents` as stored; whatever is not understood denies everything. */
export function readConsents(policy: Policy, stored: unknown): readonly Rule[] {
  if (stored === null || stored === undefined) return []
  if (!Array.isArray(stored)) return [DENY_ALL]
  return stored.flatMap((consent) => {
    const { rules } = isObject(consent) ? consent : {}
    return Array.isArray(rules) ? rules.map((rule) => readRule(policy, rule)) : [DENY_ALL]
  })
}

/** The elements of a rule; one with others is not understood. */
const ELEMENTS = new Set(['type', 'classes', 'segments', 'roles', 'persons', 'purposes', 'start', 'end'])

function readRule(policy: Policy, rule: unknown): Rule {
  if (!isObject(rule)) return DENY_ALL
  for (const name in rule) if (!ELEMENTS.has(name)) return DENY_ALL
  const { type } = rule
  const classes = bitsOf(classBits(policy), rule.classes)
  const segments = bitsOf(segmentBits(policy), rule.segments)
  const roles = namesOf(rule.roles)
  const persons = namesOf(rule.persons)
  const purposes = namesOf(rule.purposes)
  const start = instantOf(rule.start)
  const end = instantOf(rule.end)
  if (type !== 'PERMIT' && type !== 'DENY') return DENY_ALL
  if (classes === undefined || segments === undefined || start === undefined || end === undefined) return DENY_ALL
  if (roles === undefined || persons === undefined || purposes === undefined) return DENY_ALL
  if (roles?.some((role) => !Object.hasOwn(policy.roles, role))) return DENY_ALL
  if (purposes?.some((purpose) => !purposesOf(policy).has(purpose))) return DENY_ALL
  return { permit: type === 'PERMIT', classes, segments, roles, persons, purposes, start, end }
}

/** What somebody acts for, and ETREAT, which nobody states. */
function purposesOf(policy: Policy): ReadonlySet<string> {
  return memo(PURPOSES, policy, () => new Set([...Object.values(policy.roles).flat(), 'ETREAT']))
}
const PURPOSES = new WeakMap<Policy, ReadonlySet<string>>()

/** Undefined: not understood. An empty list would name nothing, and so bind nobody. */
function namesOf(value: unknown): readonly string[] | null | undefined {
  if (value === null || value === undefined) return null
  const whole = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
  return whole ? value : undefined
}

function bitsOf(bits: ReadonlyMap<string, number>, value: unknown): number | null | undefined {
  const names = namesOf(value)
  if (!names) return names
  let all = 0
  for (const name of names) {
    const bit = bits.get(name)
    if (bit === undefined) return undefined
    all |= bit
  }
  return all
}

/** With its time zone: what `Date.parse` makes of anything else is a guess. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$/

function instantOf(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null
  const at = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** Each data class as a bit, in the order of the policy. */
export function classBits(policy: Policy): ReadonlyMap<string, number> {
  return memo(CLASS_BITS, policy, () => new Map(Object.keys(policy.classes).map((name, i) => [name, 1 << i])))
}
const CLASS_BITS = new WeakMap<Policy, ReadonlyMap<string, number>>()

/** Each segment as a bit, as its label says it. */
export function segmentBits(policy: Policy): ReadonlyMap<string, number> {
  return memo(SEGMENT_BITS, policy, () => {
    const all = Object.entries(policy.segments)
    return new Map(all.map(([name, { bit }]) => [name, 1 << bit]))
  })
}
const SEGMENT_BITS = new WeakMap<Policy, ReadonlyMap<string, number>>()

function memo<T>(kept: WeakMap<Policy, T>, policy: Policy, make: () => T): T {
  const known = kept.get(policy) ?? make()
  kept.set(policy, known)
  return known
}

/** What a patient's rules say to one caller at one moment. */
export class Consent {
  readonly #rules: readonly Rule[]

  constructor(options: {
    readonly rules: readonly Rule[]
    readonly caller: Caller
    readonly emergency: boolean
    readonly now: number
  }) {
    const { rules, caller, emergency, now } = options
    // Whom a patient denies is denied under every hat; a permission is for the hat that it names.
    const isNamed = (person: string, { permit }: Rule) =>
      person === caller.subject || person === caller.actor || (!permit && caller.selves.has(person))
    const purpose = emergency ? 'ETREAT' : caller.purposeOfUse
    this.#rules = rules.filter(
      (rule) =>
        live(rule, now) &&
        (rule.roles === null || rule.roles.includes(caller.role)) &&
        (rule.persons === null || rule.persons.some((person) => isNamed(person, rule))) &&
        // 45 CFR 164.522(a)(1)(iii): an emergency is bound by a rule that names it, and by no other.
        (rule.purposes === null ? !emergency : rule.purposes.includes(purpose)),
    )
  }

  /** The rules that concern records with these segments, as bits. */
  about(segments: number): Verdicts {
    // A record with two labels is denied by a rule on either, and permitted by one on both.
    const concerned = this.#rules.filter(
      (rule) =>
        rule.segments === null || (rule.permit ? (segments & ~rule.segments) === 0 : (segments & rule.segments) !== 0),
    )
    return new Verdicts(concerned)
  }

  /** Whether a permission names this segment for this class. */
  permitsByName({ classBit, segment }: { readonly classBit: number; readonly segment: number }): boolean {
    return this.#rules.some(
      (rule) =>
        rule.permit &&
        (rule.classes === null || (rule.classes & classBit) !== 0) &&
        ((rule.segments ?? 0) & segment) !== 0,
    )
  }
}

/** What the rules that concern a record say of each of its classes. */
export class Verdicts {
  readonly #rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  /** The more specific wins, then deny; SILENT where no rule concerns the class. `byName`: only rules that name it count. */
  of(classBit: number, { byName }: { readonly byName: boolean }): Verdict {
    if (this.#rules.length === 0) return 'SILENT'
    const concerned = this.#rules.filter((rule) => (rule.classes === null ? !byName : (rule.classes & classBit) !== 0))
    const permits = concerned.filter(({ permit }) => permit)
    const denied = concerned.some(
      (rule) => !rule.permit && (rule === DENY_ALL || !permits.some((permit) => narrower(permit, rule))),
    )
    return denied ? 'DENY' : permits.length > 0 ? 'PERMIT' : 'SILENT'
  }
}

/** What consent says of one class of one record. */
export type Verdict = 'PERMIT' | 'DENY' | 'SILENT'

/** Whether `a` concerns strictly less than `b`: within it in every dimension, and not the other way round. */
function narrower(a: Rule, b: Rule): boolean {
  return within(a, b) && !within(b, a)
}

/** Both concern this caller, so somebody named without a role is within the role that is named. */
function within(a: Rule, b: Rule): boolean {
  return (
    subset(a.classes, b.classes) &&
    subset(a.segments, b.segments) &&
    listed(a.persons, b.persons) &&
    ((a.persons !== null && a.roles === null) || listed(a.roles, b.roles)) &&
    listed(a.purposes, b.purposes) &&
    (b.start === null || (a.start !== null && a.start >= b.start)) &&
    (b.end === null || (a.end !== null && a.end <= b.end))
  )
}

function subset(a: number | null, b: number | null): boolean {
  return b === null || (a !== null && (a & ~b) === 0)
}

function listed(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return b === null || (a?.every((one) => b.includes(one)) ?? false)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
