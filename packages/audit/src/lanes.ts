import { randomBytes } from 'node:crypto'
import { AuditError } from './errors.ts'
import type { Head } from './head.ts'
import type { Closed } from './record.ts'

/** The right to append to one lane; exactly one of its three methods is called, once. */
export interface Lease {
  readonly tenant: string
  readonly environment: string
  readonly lane: number
  readonly chain: string
  /** The chain's last record; null where the chain still needs its genesis. */
  readonly head: Head | null
  /** The chain that this lane had to give up, to be named in the genesis. */
  readonly closes: Closed | null
  /** The append is known to have happened. */
  commit(head: Head): void
  /** The append is known not to have happened. */
  release(): void
  /** Nobody knows: the chain is given up, and the lane's next chain names it. */
  close(): void
}

/** The append lanes of one execution environment. */
export interface Lanes {
  /**
   * A lane of the tenant that nobody else appends to; waits its turn where all eight are taken.
   * @throws AuditError ERR_AUDIT_BUSY where too many already wait
   */
  lease(tenant: string): Promise<Lease>
}

const laneLimit = 8
const waiterLimit = 1_000
const tenantLimit = 1_000
/** A chain that rested for twelve hours is gone on with in another, half of the time after which it is abandoned. */
const restLimit = 12 * 3_600_000
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

type Random = (size: number) => Uint8Array

const newId = (random: Random): string => Array.from(random(26), (byte) => alphabet.charAt(byte & 31)).join('')

interface Lane {
  readonly number: number
  chain: string
  head: Head | null
  closes: Closed | null
  leased: boolean
  /** When (ms) it last grew, or was begun. */
  rested: number
}

interface TenantLanes {
  readonly lanes: Lane[]
  readonly waiting: ((lane: Lane) => void)[]
}

class LaneLease implements Lease {
  readonly tenant: string
  readonly environment: string
  readonly lane: number
  readonly chain: string
  readonly head: Head | null
  readonly closes: Closed | null
  #giveBack: ((change: Partial<Lane>) => void) | undefined

  constructor(
    options: Pick<Lease, 'tenant' | 'environment'> & { lane: Lane; giveBack: (change: Partial<Lane>) => void },
  ) {
    this.tenant = options.tenant
    this.environment = options.environment
    this.lane = options.lane.number
    this.chain = options.lane.chain
    this.head = options.lane.head
    this.closes = options.lane.closes
    this.#giveBack = options.giveBack
  }

  commit(head: Head): void {
    const last = this.head?.seq ?? -1
    if (head.tenant !== this.tenant || head.chain !== this.chain || head.seq <= last) {
      throw new AuditError('ERR_AUDIT_LEASE')
    }
    this.#end({ head, closes: null })
  }

  release(): void {
    this.#end({})
  }

  close(): void {
    // A chain of which no record is known leaves nothing to hold it to: its own predecessor stays the one to be named.
    const closes = this.head === null ? this.closes : { chain: this.chain, seq: this.head.seq }
    this.#end({ chain: '', head: null, closes })
  }

  #end(change: Partial<Lane>): void {
    const giveBack = this.#giveBack
    if (giveBack === undefined) throw new AuditError('ERR_AUDIT_LEASE')
    this.#giveBack = undefined
    giveBack(change)
  }
}

class MemoryLanes implements Lanes {
  readonly #random: Random
  readonly #now: () => number
  readonly #environment: string
  readonly #tenants = new Map<string, TenantLanes>()

  constructor({ random, now }: Required<LanesOptions>) {
    this.#random = random
    this.#now = now
    this.#environment = newId(random)
  }

  async lease(tenant: string): Promise<Lease> {
    const own = this.#tenants.get(tenant) ?? { lanes: [], waiting: [] }
    this.#tenants.delete(tenant)
    this.#tenants.set(tenant, own)
    this.#forgetIdle()
    const lane = own.lanes.find(({ leased }) => !leased) ?? this.#open(own)
    if (lane !== undefined) return this.#lend({ tenant, own, lane })
    if (own.waiting.length >= waiterLimit) throw new AuditError('ERR_AUDIT_BUSY')
    const { promise, resolve } = Promise.withResolvers<Lane>()
    own.waiting.push(resolve)
    return this.#lend({ tenant, own, lane: await promise })
  }

  #open(own: TenantLanes): Lane | undefined {
    if (own.lanes.length >= laneLimit) return undefined
    const fresh = { chain: newId(this.#random), head: null, closes: null, leased: false, rested: this.#now() }
    const lane = { number: own.lanes.length, ...fresh }
    own.lanes.push(lane)
    return lane
  }

  #lend(options: { readonly tenant: string; readonly own: TenantLanes; readonly lane: Lane }): Lease {
    const { tenant, own, lane } = options
    lane.leased = true
    // What rested so long may be taken for abandoned soon: nothing must be added behind that.
    if (lane.head !== null && this.#now() - lane.rested >= restLimit) {
      const { chain, seq } = lane.head
      Object.assign(lane, { chain: newId(this.#random), head: null, closes: { chain, seq } })
    }
    const giveBack = (change: Partial<Lane>): void => {
      // What was not appended leaves the chain at rest.
      Object.assign(lane, change, change.head === undefined ? {} : { rested: this.#now() })
      if (lane.chain === '') lane.chain = newId(this.#random)
      const next = own.waiting.shift()
      // Handed over still leased: nobody who asks between now and the waiter's turn can take it.
      if (next === undefined) lane.leased = false
      else next(lane)
    }
    return new LaneLease({ tenant, environment: this.#environment, lane, giveBack })
  }

  /** Chains of tenants not seen for long simply end; a tenant with a lease is never forgotten. */
  #forgetIdle(): void {
    for (const [tenant, { lanes }] of this.#tenants) {
      if (this.#tenants.size <= tenantLimit) return
      if (lanes.length > 0 && lanes.every(({ leased }) => !leased)) this.#tenants.delete(tenant)
    }
  }
}

/** `random` gives that many random bytes; `now` is the clock in ms. */
export interface LanesOptions {
  readonly random?: Random
  readonly now?: () => number
}

/** Lanes in memory, made once per execution environment. */
export function createLanes({ random = randomBytes, now = Date.now }: LanesOptions = {}): Lanes {
  return new MemoryLanes({ random, now })
}
