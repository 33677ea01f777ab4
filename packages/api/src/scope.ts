import { type Caller, Handover, type Plan, type TenantRules } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import {
  type Action,
  changeBy,
  type Key,
  type Page,
  Reader,
  type Seeker,
  type Shift,
  type Stored,
  type Table,
  Writer,
} from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import DataLoader from 'dataloader'
import { seekerOf } from './caller.ts'
import { type ReplyCode, ReplyError } from './errors.ts'
import type { Alarm } from './log.ts'
import type { Services } from './services.ts'

/** What a mutation will write, in the one transaction that also holds its audit record. */
export interface StagedMutation {
  readonly actions: readonly Action[]
  readonly changed: readonly Change[]
  /** Places in `actions` whose failed condition means: decide again. Of all others it means CONFLICT. */
  readonly relied: readonly number[]
  /** The instant (ms) from which on it may have to be decided otherwise. */
  readonly until: number
  /** What is told to whoever watches the stage, once it has happened. */
  readonly alarm: Alarm | null
}

/** A review that is raised: its row, on condition that there is none yet, and what the audit record says of it. */
export interface Raised {
  readonly action: readonly Action[]
  readonly changed: Change
}

/** What is known of the operation once it is planned. */
export interface Operation {
  readonly kind: 'query' | 'mutation'
  readonly roots: readonly string[]
  readonly document: string
}

/** The context of resolvers. Apollo copies the context it is given, and a copy of a scope would be another request. */
export interface Held {
  readonly scope: Scope
}

/** Reading stops this long before the deadline: the audit record must still be written. */
const RESERVED = 1_500

type ScopeOptions = Pick<
  Scope,
  | 'services'
  | 'request'
  | 'now'
  | 'deadline'
  | 'caller'
  | 'keys'
  | 'rules'
  | 'shifts'
  | 'likeness'
  | 'session'
  | 'authTime'
  | 'memberUntil'
>

/** One request: its caller, its one `now`, what it reads through and what it has come to. */
export class Scope {
  readonly services: Services
  readonly request: string
  readonly now: number
  readonly deadline: number
  readonly caller: Caller
  readonly keys: TenantKeys
  readonly rules: TenantRules
  readonly shifts: readonly Shift[]
  readonly likeness: readonly Stored[]
  readonly session: string
  readonly authTime: number
  /** When (ms) the membership ends; infinite if it does not. */
  readonly memberUntil: number
  /** What relation rows may tie to a patient: the caller, and the units it is on shift for. */
  readonly seeker: Seeker
  readonly table: Table
  readonly load: (key: Key) => Promise<Row | undefined>
  readonly reader: Reader
  readonly writer: Writer
  /** Fetches by what they ask for, so that one asked for ahead is not asked for twice. */
  readonly pages = new Map<string, Promise<Page<Stored>>>()
  /** Coordinates that given arguments carried, or by which a list is made: what is told may follow from their values. */
  /** What each view was made of. */
  readonly shown = new WeakMap<object, Stored>()
  /** The moments (ms) as of which something is asked for, by the response key of the root field. */
  readonly moments = new Map<string | number, number>()
  /** Coordinates that given arguments carried. */
  readonly carried = new Set<string>()
  /** What an explanation tells: whose membership it is about, which records exist for that one, what is denied of them. */
  told: ReturnType<Handover['withhold']> = { disclosed: [], denied: [], opened: 0 }
  /** Patients whose account of disclosures this reply gives: on record, and no look at their charts that calls for a review. */
  accounted: ReturnType<Handover['withhold']>['disclosed'] = []
  /** Whether this request explains: one thing only, for each is a request of its own. */
  explains = false
  operation: Operation | null = null
  staged: StagedMutation | null = null
  /** Reviews that this reply raises, for the transaction of its audit record. */
  raised: readonly Raised[] = []
  /** Somebody whose memberships or shifts the mutation changes. */
  renewed: string | null = null
  /** The failure below that ended this request, if any; the first one counts. */
  fault: { readonly code: ReplyCode; readonly cause: unknown } | null = null
  /** What the mutation relied on changed meanwhile, or its twin came first: run again, and decide by what is now. */
  again = false
  #handover: Handover | null = null

  constructor(options: ScopeOptions) {
    const { services, keys, deadline } = options
    this.services = services
    this.request = options.request
    this.now = options.now
    this.deadline = deadline
    this.caller = options.caller
    this.keys = keys
    this.rules = options.rules
    this.shifts = options.shifts
    this.likeness = options.likeness
    this.session = options.session
    this.authTime = options.authTime
    this.memberUntil = options.memberUntil
    this.seeker = seekerOf(options.caller, options.shifts)
    this.table = deadlineTable(services, deadline - RESERVED)
    const loader = new DataLoader((wanted: readonly Key[]) => this.table.get(wanted), {
      cacheKeyFn: ({ table, pk, sk }) => `${table} ${pk} ${sk}`,
    })
    this.load = (key) => loader.load(key)
    this.reader = new Reader({ table: this.table, keys, policy: services.policy, load: this.load, now: this.now })
    this.writer = new Writer({ keys, policy: services.policy, change: changeBy(this.caller, this.now) })
  }

  /** Starts deciding: from here on records can be viewed. */
  begin(plan: Plan, variables: Readonly<Record<string, unknown>>): void {
    const { caller, now, services, rules } = this
    this.#handover = new Handover({ policy: services.policy, rules, plan, caller, variables, now })
  }

  /** The decisions of this request. @throws ReplyError INTERNAL before the operation is planned */
  get handover(): Handover {
    if (this.#handover === null) throw new ReplyError('INTERNAL')
    return this.#handover
  }

  /** Whether the operation got far enough to disclose anything. */
  get planned(): boolean {
    return this.#handover !== null
  }

  /** Remembers the failure that ends this request. */
  fail(code: ReplyCode, cause: unknown): void {
    this.fault ??= { code, cause }
  }
}

/** Ends in UNAVAILABLE what is not done at `at` (ms of the wall clock). */
export async function before<T>(services: Services, at: number, work: Promise<T>): Promise<T> {
  const left = at - services.now()
  // Whatever comes after the deadline is not waited for, nor is what would come at once.
  if (left <= 0) {
    work.catch(() => {})
    throw new ReplyError('UNAVAILABLE')
  }
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new ReplyError('UNAVAILABLE')), left)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function deadlineTable(services: Services, at: number): Table {
  const { table } = services
  return {
    get: (keys) => before(services, at, table.get(keys)),
    query: (range) => before(services, at, table.query(range)),
    transact: (actions, options) => before(services, at, table.transact(actions, options)),
  }
}
