/** One request that reached a service: when (milliseconds of the clock handed in) and what it asked for. */
export interface Call {
  readonly service: string
  readonly operation: string
  readonly at: number
}

/** The calls since the start or the last `clear`, oldest first, at most 10,000. */
export interface CallLog {
  list(): readonly Call[]
  clear(): void
}

const kept = 10_000

/** The log that the server writes. */
export class Calls implements CallLog {
  #calls: Call[] = []

  record(call: Call): void {
    this.#calls.push(call)
    if (this.#calls.length >= 2 * kept) this.#calls = this.#calls.slice(-kept)
  }

  list(): readonly Call[] {
    return this.#calls.slice(-kept)
  }

  clear(): void {
    this.#calls = []
  }
}
