/** A place in the reply: response keys and list indices from the root. */
export type ReplyPath = readonly (string | number)[]

/** One place of the reply, what is noted at it, and the places below: of a list by index, of an object by key. */
export class ReplyBranch<T> {
  readonly notes: T[] = []
  // Made where something is noted below: most places are leaves.
  #keys: Map<string, ReplyBranch<T>> | undefined
  #items: (ReplyBranch<T> | undefined)[] | undefined

  /** Whether nothing is noted below. */
  get isLeaf(): boolean {
    return this.#keys === undefined && this.#items === undefined
  }

  /** The place below, if anything is noted there. */
  at(key: string | number): ReplyBranch<T> | undefined {
    return typeof key === 'number' ? this.#items?.[key] : this.#keys?.get(key)
  }

  /** Notes something at a place below, or here. */
  noteAt(path: ReplyPath, note: T): void {
    let branch: ReplyBranch<T> = this
    for (const key of path) branch = branch.at(key) ?? branch.#grow(key)
    branch.notes.push(note)
  }

  #grow(key: string | number): ReplyBranch<T> {
    const grown = new ReplyBranch<T>()
    if (typeof key === 'number') {
      this.#items ??= []
      this.#items[key] = grown
    } else {
      this.#keys ??= new Map()
      this.#keys.set(key, grown)
    }
    return grown
  }
}
