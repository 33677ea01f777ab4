/** So many pieces of work at a time; the first that fails ends it. */
export class Pool {
  readonly #limit: number
  readonly #running = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  constructor({ limit }: { readonly limit: number }) {
    this.#limit = limit
  }

  /** Starts the work when there is room for it. @throws what work before it threw, once all under way is over */
  async add(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit) await Promise.race(this.#running)
    if (this.#failure !== undefined) return this.drain()
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Waits until all work is done. @throws what the first that failed threw */
  async drain(): Promise<void> {
    await this.settled()
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Waits until nothing is under way, however it ends. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }
}
