import { sha256 } from './chain.ts'
import type { Marks } from './digestChain.ts'
import type { Damage, DamageKind } from './kinds.ts'
import { findRecord } from './recordLine.ts'

interface Fault {
  readonly seq: number
  readonly kind: DamageKind
}

/** Follows one exported chain line by line and names the first record that is not what it has to be. */
export class LineWalk {
  readonly #chain: string
  readonly #marks: Marks | undefined
  #place = 0
  #hash: string | null = null
  /** Place of a record whose `prev` is not the hash of the one before it: which of the two is bad shows one line on. */
  #broken: number | null = null
  #tenant: string | undefined
  #first: Damage | null = null

  constructor({ chain, marks }: { readonly chain: string; readonly marks: Marks | undefined }) {
    this.#chain = chain
    this.#marks = marks
    this.#tenant = marks?.tenant
  }

  /** Lines so far, which is also the place of the next. */
  get place(): number {
    return this.#place
  }

  /** Takes the next line. */
  add(line: Buffer): void {
    const place = this.#place
    this.#place += 1
    if (this.#first === null) this.#fail(this.#whatIsWrong(line, place))
  }

  /** Says that the file with the next lines cannot be read. */
  unreadable(): void {
    this.#fail({ seq: this.#broken ?? this.#place, kind: 'file' })
  }

  /** The first thing wrong with the chain. */
  end(): Damage | null {
    if (this.#broken !== null) this.#fail({ seq: this.#broken, kind: 'record' })
    if (this.#marks !== undefined && this.#marks.highest >= this.#place) {
      this.#fail({ seq: this.#place, kind: this.#place === 0 ? 'missing' : 'truncated' })
    }
    return this.#first
  }

  #whatIsWrong(line: Buffer, place: number): Fault | undefined {
    const hash = sha256(line)
    const record = findRecord(line.toString())
    if (this.#broken !== null) {
      // A record that its successor vouches for is good, so the one before it is the changed one.
      const vouched = record?.prev === this.#hash
      return { seq: vouched ? this.#broken - 1 : this.#broken, kind: 'record' }
    }
    if (record === undefined) return { seq: place, kind: 'record' }
    this.#tenant ??= record.tenant
    if (record.chain !== this.#chain || record.tenant !== this.#tenant) return { seq: place, kind: 'foreign' }
    if (record.seq !== place) return { seq: place, kind: record.seq > place ? 'missing' : 'order' }
    const signed = this.#marks?.hashes.get(place)
    if (record.prev === this.#hash) {
      if (signed !== undefined && signed !== hash) return { seq: place, kind: 'rewritten' }
    } else {
      if (signed === hash) return { seq: place - 1, kind: 'record' }
      if (this.#marks?.hashes.has(place - 1) === true) return { seq: place, kind: 'record' }
      this.#broken = place
    }
    this.#hash = hash
    return undefined
  }

  #fail(fault: Fault | undefined): void {
    if (fault !== undefined) this.#first ??= { chain: this.#chain, ...fault }
  }
}
