import { LocalAwsError } from './errors.ts'

const services = ['dynamodb', 'kms', 's3', 'sts'] as const
const kinds = ['refuse', 'throttle', 'drop', 'lose', 'delay', 'unprocessed'] as const

/** The services that answer. */
export type ServiceName = (typeof services)[number]

/** What goes wrong: before any effect (refuse, throttle, drop), after the commit (lose, delay), or in part. */
export type FaultKind = (typeof kinds)[number]

/**
 * Which calls fail and how: the `nth` matching call from now on, once; or each by a seeded `rate`; or every one;
 * at most `times` times. `ms` is for `delay`.
 */
export interface FaultRule {
  readonly service: ServiceName
  readonly operation?: string
  readonly kind: FaultKind
  readonly nth?: number
  readonly rate?: number
  readonly seed?: number
  readonly times?: number
  readonly ms?: number
}

/** A rule with the matching calls it has seen and how often it fired. */
export interface FaultState extends FaultRule {
  readonly seen: number
  readonly fired: number
}

/** The faults in force. `add` throws LocalAwsError INVALID_FAULT. */
export interface Faults {
  add(rule: FaultRule): void
  list(): readonly FaultState[]
  clear(): void
}

/** The rules that the server asks at each call. */
export class FaultRules implements Faults {
  #rules: Running[] = []

  /** Takes what may come from outside. @throws LocalAwsError INVALID_FAULT */
  add(rule: unknown): void {
    this.#rules.push(new Running(parseFaultRule(rule)))
  }

  list(): readonly FaultState[] {
    return this.#rules.map(({ rule, seen, fired }) => ({ ...rule, seen, fired }))
  }

  clear(): void {
    this.#rules = []
  }

  /** The rule that this call meets, if any: the first that fires, while every matching one counts the call. */
  next(service: ServiceName, operation: string): FaultRule | undefined {
    let met: FaultRule | undefined
    for (const running of this.#rules) {
      if (!running.matches(service, operation)) continue
      if (running.fires({ taken: met !== undefined })) met = running.rule
    }
    return met
  }
}

class Running {
  readonly rule: FaultRule
  readonly #random: () => number
  seen = 0
  fired = 0

  constructor(rule: FaultRule) {
    this.rule = rule
    this.#random = mulberry32(rule.seed ?? 0)
  }

  matches(service: ServiceName, operation: string): boolean {
    const wanted = this.rule.kind === 'unprocessed' ? 'BatchGetItem' : this.rule.operation
    return this.rule.service === service && (wanted === undefined || wanted === operation)
  }

  /** Counts one matching call and says whether the rule fires; not if an earlier rule has `taken` it. */
  fires({ taken }: { readonly taken: boolean }): boolean {
    this.seen += 1
    const { nth, rate, times = nth === undefined ? Number.POSITIVE_INFINITY : 1 } = this.rule
    const due = nth === undefined ? rate === undefined || this.#random() < rate : this.seen >= nth
    if (!due || taken || this.fired >= times) return false
    this.fired += 1
    return true
  }
}

/** A rule checked member by member. @throws LocalAwsError INVALID_FAULT */
function parseFaultRule(value: unknown): FaultRule {
  if (typeof value !== 'object' || value === null) throw new LocalAwsError('INVALID_FAULT')
  const { service, operation, kind, nth, rate, seed, times, ms, ...unknown } = value as Record<string, unknown>
  const known: FaultRule = {
    service: oneOf(services, service),
    kind: oneOf(kinds, kind),
    ...(operation === undefined ? {} : { operation: checked(operation, isString) }),
    ...(nth === undefined ? {} : { nth: checked(nth, isPositive) }),
    ...(rate === undefined ? {} : { rate: checked(rate, isRate) }),
    ...(seed === undefined ? {} : { seed: checked(seed, isInteger) }),
    ...(times === undefined ? {} : { times: checked(times, isPositive) }),
    ...(ms === undefined ? {} : { ms: checked(ms, isPositive) }),
  }
  const lone = known.nth !== undefined && (known.rate !== undefined || known.times !== undefined)
  const unseeded = (known.rate === undefined) !== (known.seed === undefined)
  const untimed = (known.kind === 'delay') !== (known.ms !== undefined)
  const misplaced =
    known.kind === 'unprocessed' &&
    (known.service !== 'dynamodb' || (known.operation ?? 'BatchGetItem') !== 'BatchGetItem')
  if (lone || unseeded || untimed || misplaced || Object.keys(unknown).length > 0) {
    throw new LocalAwsError('INVALID_FAULT')
  }
  return known
}

function checked<T>(value: unknown, test: (value: unknown) => value is T): T {
  if (!test(value)) throw new LocalAwsError('INVALID_FAULT')
  return value
}

const isString = (value: unknown): value is string => typeof value === 'string'
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value)
const isPositive = (value: unknown): value is number => isInteger(value) && value >= 1
const isRate = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1

function oneOf<const T extends string>(choices: readonly T[], value: unknown): T {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new LocalAwsError('INVALID_FAULT')
  return found
}

/** Tommy Ettinger's mulberry32: the same seed gives the same faults in every run. */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
