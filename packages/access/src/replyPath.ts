/** A place in the reply: response keys and list indices from the root. */
export type ReplyPath = readonly (string | number)[]

/** One place of the reply, what is noted at it, and the places below: of a list by index, of an object by key. */
export class ReplyBranch<T> {
  // Each is made where something is noted: most places have one note, or none, and nothing below.
  #notes: T[] | undefined
  #keys: Map<string, ReplyBranch<T>> | undefined
  #items: (ReplyBranch<T> | undefined)[] | undefined

  get notes(): readonly T[] {
    return this.#notes ?? []
  }

  /** Whether nothing is noted below. */
  get isLeaf(): boolean {
    return this.#keys === undefined && this.#items === undefined
  }

  /** The place below, if anything is noted there. */
  at(key: string | number): ReplyBranch<T> | undefined {
    return typeof key === 'number' ? this.#items?.[key] : this.#keys?.get(key)
  }

  /** The place below at the end of this path, made if need be. */
  below(path: ReplyPath): ReplyBranch<T> {
    let branch: ReplyBranch<T> = this
    for (const key of path) branch = branch.at(key) ?? branch.#grow(key)
    return branch
  }

  /** Notes something here. */
  note(note: T): void {
    if (this.#notes === undefined) this.#notes = [note]
    else this.#notes.push(note)
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
