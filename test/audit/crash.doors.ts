import { type Table, TableError } from '@wardgraph/records'
import { type KeyProvider, VaultError } from '@wardgraph/vault'

/** How one call on an outside door goes wrong; `DIES` ends the process: nothing of it happens or is heard any more. */
export const KINDS = [
  'REFUSED',
  'REFUSED_FROM_HERE',
  'LOST',
  'LOST_FROM_HERE',
  'DIES_BEFORE',
  'DIES_AFTER',
  /** Of a transaction nobody says whether it happened. It did not, ... */
  'UNSAID',
  /** ... or it happens when the refusal has left, before the request comes again, ... */
  'LATE',
  /** ... or when that has been answered, too. */
  'LATEST',
  'DIES_LATEST',
] as const
export type Kind = (typeof KINDS)[number]

/** The call that goes wrong, counted from 1, and how. */
export interface Fault {
  readonly at: number
  readonly kind: Kind
}

/** The kinds that mean something for a call of this name: what only reads has no effect that could come late. */
export function kindsOf(call: string): readonly Kind[] {
  return call === 'transact' ? KINDS : KINDS.slice(0, KINDS.indexOf('UNSAID'))
}

const NEVER = new Promise<never>(() => {})

/** The way out of one process, to a table and to what opens its keys. */
export class Doors {
  readonly table: Table
  readonly provider: KeyProvider
  /** The calls so far, by name. */
  readonly calls: string[] = []
  /** Resolves when the process dies. */
  readonly died: Promise<undefined>
  readonly #late: (() => Promise<unknown>)[] = []
  readonly #latest: (() => Promise<unknown>)[] = []
  readonly #die: (value: undefined) => void
  #fault: Fault | null = null
  #dead = false

  constructor({ table, provider }: { readonly table: Table; readonly provider: KeyProvider }) {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.died = promise
    this.#die = resolve
    const undone = () => new TableError('UNAVAILABLE')
    const closed = () => new VaultError('ERR_VAULT_UNAVAILABLE')
    this.table = {
      get: (keys) => this.#pass('get', () => table.get(keys), undone),
      query: (range) => this.#pass('query', () => table.query(range), undone),
      transact: (actions, options) => this.#pass('transact', () => table.transact(actions, options), undone),
    }
    this.provider = {
      generate: (context) => this.#pass('generate', () => provider.generate(context), closed),
      decrypt: (blob, context) => this.#pass('decrypt', () => provider.decrypt(blob, context), closed),
    }
  }

  /** Counts anew, and lets this go wrong. */
  arm(fault: Fault | null): void {
    this.calls.length = 0
    this.#fault = fault
  }

  /** From now on nothing that this process does has an effect or an answer. */
  kill(): void {
    this.#dead = true
    this.#die(undefined)
  }

  /** What was under way arrives: before the request comes again, or after that. */
  async land(when: 'LATE' | 'LATEST'): Promise<void> {
    for (const work of (when === 'LATE' ? this.#late : this.#latest).splice(0))
      await work().catch((error: unknown) => {
        if (!(error instanceof TableError) || error.code !== 'CONDITION') throw error
      })
  }

  async #pass<T>(name: string, work: () => Promise<T>, undone: () => Error): Promise<T> {
    if (this.#dead) return NEVER
    this.calls.push(name)
    const { at, kind } = this.#fault ?? { at: Number.POSITIVE_INFINITY, kind: 'REFUSED' }
    const turn = this.calls.length
    const met = kind.endsWith('_FROM_HERE') ? turn >= at : turn === at
    if (met) return this.#fail(kind, { work, undone: name === 'transact' ? unsaid(kind, undone) : undone })
    const answer = await work()
    return this.#dead ? NEVER : answer
  }

  async #fail<T>(kind: Kind, { work, undone }: { work: () => Promise<T>; undone: () => Error }): Promise<T> {
    if (kind.startsWith('LOST') || kind === 'DIES_AFTER') await work()
    if (kind === 'LATE') this.#late.push(work)
    if (kind.endsWith('LATEST')) this.#latest.push(work)
    if (!kind.startsWith('DIES')) throw undone()
    this.kill()
    return NEVER
  }
}

/** Of a transaction it is known that it was refused, or nothing is known. */
function unsaid(kind: Kind, undone: () => Error): () => Error {
  return kind.startsWith('REFUSED') ? undone : () => new TableError('UNKNOWN')
}
