import { sha256 } from './chain.ts'
import type { Marks } from './digestChain.ts'
import { type Damage, type DamageKind, type Gap, mostDamage } from './kinds.ts'
import { findPlace, type RecordPlace } from './placeLine.ts'

interface Fault {
  readonly seq: number
  readonly kind: DamageKind
}

/** What a walk found: the first damage is the one that is named, the rest is for people. */
export interface Walked {
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
}

/** Follows one exported chain line by line, names what is not what it has to be and goes on behind it. */
export class LineWalk {
  readonly #chain: string
  readonly #marks: Marks | undefined
  /** Damage by its place; the first that was found there stands. */
  readonly #found = new Map<number, Damage>()
  readonly #gaps: Gap[] = []
  #lines = 0
  /** Sequence of the next record: the number of lines, until something is wrong. */
  #next = 0
  /** Of the record before; undefined behind a gap, where nobody knows it. */
  #hash: string | null | undefined = null
  /** Place of a record whose `prev` is not the hash of the one before it: which of the two is bad shows one line on. */
  #broken: number | null = null
  #tenant: string | undefined

  constructor({ chain, marks }: { readonly chain: string; readonly marks: Marks | undefined }) {
    this.#chain = chain
    this.#marks = marks
    this.#tenant = marks?.tenant
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines
  }

  /** Takes the next line. */
  add(line: Buffer): void {
    this.#lines += 1
    const record = findPlace(line.toString())
    this.#settle(record?.prev)
    this.#fail(this.#whatIsWrong(record, sha256(line)))
  }

  /** Says that the file with the next lines cannot be read. */
  unreadable(): void {
    this.#fail({ seq: this.#broken ?? this.#next, kind: 'file' })
    this.#broken = null
  }

  /** Everything wrong with the chain. */
  end(): Walked {
    this.#settle(undefined)
    const highest = this.#marks?.highest ?? -1
    if (highest >= this.#next) {
      this.#fail({ seq: this.#next, kind: this.#lines === 0 ? 'missing' : 'truncated' })
      this.#gaps.push({ chain: this.#chain, from: this.#next, to: highest })
    }
    return { damage: [...this.#found.values()], gaps: this.#gaps }
  }

  /** A record that its successor vouches for is good, so the one before it is the changed one. */
  #settle(prev: string | null | undefined): void {
    if (this.#broken === null) return
    this.#fail({ seq: prev === this.#hash ? this.#broken - 1 : this.#broken, kind: 'record' })
    this.#broken = null
  }

  #whatIsWrong(record: RecordPlace | undefined, hash: string): Fault | undefined {
    if (record === undefined) return { seq: this.#next, kind: 'record' }
    this.#tenant ??= record.tenant
    if (record.chain !== this.#chain || record.tenant !== this.#tenant) return { seq: this.#next, kind: 'foreign' }
    if (record.seq < this.#next) return { seq: this.#next, kind: 'order' }
    if (record.seq > this.#next) this.#leap(record.seq)
    const before = this.#hash
    this.#next = record.seq + 1
    this.#hash = hash
    return this.#whatIsUnlinked({ record, hash, before })
  }

  #leap(seq: number): void {
    this.#fail({ seq: this.#next, kind: 'missing' })
    this.#gaps.push({ chain: this.#chain, from: this.#next, to: seq - 1 })
    this.#hash = undefined
  }

  #whatIsUnlinked(found: { record: RecordPlace; hash: string; before: string | null | undefined }): Fault | undefined {
    const { record, hash, before } = found
    const { seq, prev } = record
    const signed = this.#marks?.hashes.get(seq)
    const signedBefore = this.#marks?.hashes.get(seq - 1)
    if (before === undefined || prev === before || prev === signedBefore) {
      return signed !== undefined && signed !== hash ? { seq, kind: 'rewritten' } : undefined
    }
    if (signed === hash) return { seq: seq - 1, kind: 'record' }
    if (signedBefore !== undefined) return { seq, kind: 'record' }
    this.#broken = seq
    return undefined
  }

  #fail(fault: Fault | undefined): void {
    if (fault === undefined || this.#found.has(fault.seq) || this.#found.size >= mostDamage) return
    this.#found.set(fault.seq, { chain: this.#chain, ...fault })
  }
}
