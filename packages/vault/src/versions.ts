import { VaultError } from './errors.ts'

/** One version of a key, and from when on (ms) it is written with. */
export interface Version<Key> {
  readonly version: number
  readonly key: Key
  readonly from: number
}

/**
 * The versions of one key that are in use: what is written takes the newest whose time has come, what is read takes the
 * one that it names. A version is stored some time before it is written with, so that whoever keeps keys in memory knows
 * it by then.
 */
export class Versions<Key> {
  readonly #all: ReadonlyMap<number, Version<Key>>
  readonly #now: () => number

  /** @throws ERR_VAULT_KEYS_MISSING where there is none */
  constructor(all: readonly Version<Key>[], now: () => number) {
    if (all.length === 0) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    this.#all = new Map(all.toSorted((a, b) => a.version - b.version).map((one) => [one.version, one]))
    this.#now = now
  }

  /** What is written with now; by a clock that is behind all of them, the oldest. */
  get newest(): Version<Key> {
    const now = this.#now()
    let newest: Version<Key> | undefined
    for (const one of this.#all.values()) if (newest === undefined || one.from <= now) newest = one
    if (newest === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    return newest
  }

  /** The key of a version that something stored names. @throws ERR_VAULT_INTEGRITY where there is none */
  at(version: number): Key {
    const found = this.#all.get(version)
    if (found === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
    return found.key
  }

  /** All of them, the oldest first. */
  get all(): readonly Version<Key>[] {
    return [...this.#all.values()]
  }
}
