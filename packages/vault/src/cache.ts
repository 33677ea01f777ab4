interface Entry<Value> {
  readonly value: Value
  readonly since: number
  uses: number
}

/** How long, how many and how often. */
export interface CacheBounds {
  readonly maxAge: number
  readonly maxEntries: number
  readonly maxUses: number
  /** Wall clock in ms. */
  readonly now: () => number
}

/** Keeps opened keys, bounded in age (looked at on every use), entries (least recently used leaves) and uses. */
export class BoundedCache<Value> {
  readonly #bounds: CacheBounds
  readonly #entries = new Map<string, Entry<Value>>()

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds
  }

  /** The value, one use spent, or undefined when there is none or a bound is reached. */
  find(name: string): Value | undefined {
    const entry = this.#entries.get(name)
    if (!entry) return undefined
    this.#entries.delete(name)
    const age = this.#bounds.now() - entry.since
    // A clock set back says nothing about age.
    if (age < 0 || age >= this.#bounds.maxAge || entry.uses >= this.#bounds.maxUses) return undefined
    entry.uses += 1
    this.#entries.set(name, entry)
    return entry.value
  }

  /** Keeps `value`, as old as the reading of what it was opened from. */
  keep(name: string, value: Value, since: number): void {
    this.#entries.delete(name)
    this.#entries.set(name, { value, since, uses: 0 })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.maxEntries) return
      this.#entries.delete(oldest)
    }
  }
}
