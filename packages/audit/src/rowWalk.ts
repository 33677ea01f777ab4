import type { ChainKeys } from '@wardgraph/vault'
import { chainKey, isRecordMac, seq10, sha256 } from './chain.ts'
import type { DigestChain } from './digest.ts'
import type { Marks } from './digestChain.ts'
import { type Damage, type DamageKind, mostDamage } from './kinds.ts'
import type { Closed } from './record.ts'
import { findRecord } from './recordLine.ts'

/** A row as it was found. */
export type FoundRow = Readonly<Record<string, unknown>>

/** What a digest says of a chain: its last record, and how many there are. */
export type Signed = Pick<DigestChain, 'seq' | 'hash' | 'records'>

/** Follows one chain's rows in order and keeps what does not verify; every row is counted, whatever it holds. */
export class RowWalk {
  readonly #tenant: string
  readonly #chain: string
  readonly #keys: ChainKeys
  readonly #marks: Marks | undefined
  readonly #anomalies: Damage[] = []
  #next = 0
  #hash: string | null = null
  #records = 0
  #closes: Closed | null = null

  /** `from`: what was signed of the chain before; the rows behind it are walked, else all. */
  constructor(options: {
    readonly tenant: string
    readonly chain: string
    readonly keys: ChainKeys
    readonly marks?: Marks | undefined
    readonly from?: Signed | undefined
  }) {
    this.#tenant = options.tenant
    this.#chain = options.chain
    this.#keys = options.keys
    this.#marks = options.marks
    if (options.from === undefined) return
    this.#next = options.from.seq + 1
    this.#hash = options.from.hash
    this.#records = options.from.records
  }

  /** The place of the row that comes next. */
  get next(): number {
    return this.#next
  }

  /** Takes the next row and returns its line as found. */
  add(row: FoundRow): string {
    const line = typeof row.r === 'string' ? row.r : ''
    const hash = sha256(line)
    const seq = this.#seqOf(row.sk)
    if (seq > this.#next) this.#report(this.#next, 'missing')
    const gap = seq !== this.#next
    const kind = this.#whatIsWrong({ row, line, hash, seq, gap })
    if (kind !== undefined) this.#report(seq, kind)
    this.#records += 1
    this.#next = seq + 1
    this.#hash = hash
    return line
  }

  /** What the next digest says of the chain; undefined where it has no row at all. */
  end(): {
    readonly head: DigestChain | undefined
    readonly anomalies: readonly Damage[]
    readonly closes: Closed | null
  } {
    const highest = this.#marks?.highest ?? 0
    if (this.#records === 0) this.#report(0, 'missing')
    else if (highest >= this.#next) this.#report(this.#next, 'truncated')
    const hash = this.#hash
    const named = { tenant: this.#tenant, chain: this.#chain, seq: this.#next - 1, records: this.#records }
    const head = hash === null ? undefined : { ...named, hash }
    return { head, anomalies: this.#anomalies, closes: this.#closes }
  }

  #whatIsWrong(found: {
    row: FoundRow
    line: string
    hash: string
    seq: number
    gap: boolean
  }): DamageKind | undefined {
    const { row, line, hash, seq, gap } = found
    const record = findRecord(line)
    if (record === undefined || row.sk !== seq10(seq)) return 'record'
    const named = { tenant: this.#tenant, chain: this.#chain }
    if (record.tenant !== named.tenant || record.chain !== named.chain || row.pk !== chainKey(named)) return 'foreign'
    if (record.seq !== seq) return 'order'
    if (!isRecordMac(this.#keys, { m: row.m, hash })) return 'mac'
    if (record.outcome === 'GENESIS') this.#closes = record.closes
    if (!gap && record.prev !== this.#hash) return 'link'
    const signed = this.#marks?.hashes.get(seq)
    return signed !== undefined && signed !== hash ? 'rewritten' : undefined
  }

  #seqOf(sk: unknown): number {
    return typeof sk === 'string' && /^[0-9]{10}$/.test(sk) && Number(sk) >= this.#next ? Number(sk) : this.#next
  }

  #report(seq: number, kind: DamageKind): void {
    if (this.#anomalies.length < mostDamage) this.#anomalies.push({ chain: this.#chain, seq, kind })
  }
}
