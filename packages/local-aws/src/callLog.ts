import type { Shape } from './shape.ts'
import type { Principal } from './sts/sessions.ts'

/** One request that reached a service: when (milliseconds of the clock handed in), what it asked for and as whom. */
export interface Call {
  readonly service: string
  readonly operation: string
  readonly at: number
  /** The session of the local STS whose credentials it bears; null for any others. */
  readonly principal: Principal | null
  /** What was sent, where inputs are recorded: the JSON, the form, of S3 `method`, `bucket`, `key` and `headers`; else null. */
  readonly input: Shape | null
}

/** The calls since the start or the last `clear`, oldest first, at most 10,000. */
export interface CallLog {
  list(): readonly Call[]
  clear(): void
}

const kept = 10_000

/** The log that the server writes; with `recordInputs` it keeps what was sent, too. */
export class Calls implements CallLog {
  readonly #recordInputs: boolean
  #calls: Call[] = []

  constructor({ recordInputs }: { readonly recordInputs: boolean }) {
    this.#recordInputs = recordInputs
  }

  /** `input` is asked only where it is kept. */
  record({ input, ...call }: Omit<Call, 'input'> & { readonly input: () => Shape | null }): void {
    this.#calls.push({ ...call, input: this.#recordInputs ? input() : null })
    if (this.#calls.length >= 2 * kept) this.#calls = this.#calls.slice(-kept)
  }

  list(): readonly Call[] {
    return this.#calls.slice(-kept)
  }

  clear(): void {
    this.#calls = []
  }
}
