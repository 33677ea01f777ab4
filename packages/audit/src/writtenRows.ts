import { type AuditRecord, linkedTables, REMOVED, type WrittenRow } from './record.ts'

/** What a row of a table can be, that is not the one that was written last. */
export const rowDamageMeanings = {
  missing: 'a row that was written is not there',
  older: 'a row is the one that was there before it was last written',
  changed: 'a row is not one that was ever written there',
  forked: 'two records wrote the same version of a row, so it was put back in between',
  foreign: 'no record names a row that is there',
} as const

/** One word for what is wrong with a row. */
export type RowDamageKind = keyof typeof rowDamageMeanings

/** Where a row is. */
export interface RowPlace {
  readonly table: string
  readonly pk: string
  readonly sk: string
}

/** A row that is not what it has to be, and the record that wrote it last; null where there is none. */
export interface RowDamage extends RowPlace {
  readonly kind: RowDamageKind
  readonly chain: string | null
  readonly seq: number | null
}

/**
 * Whether the record of a transaction names this row. Not: what is made of other rows (blind postings, who has a unique value), passes by itself
 * (sessions), or is the trail's own (it, where its chains are found, and notices for the signer).
 */
export function isLinked<Of extends Omit<RowPlace, 'sk'>>(of: Of): of is Of & { readonly table: WrittenRow[0] } {
  return linkedTables.some((name) => name === of.table) && !(of.table === 'directory' && UNLINKED.test(of.pk))
}
const UNLINKED = /^([a-z0-9]{12}#[XQH]#|0{12}#O(#|$))/

/** A row as one record wrote it. */
interface Version {
  readonly counter: number
  readonly hash: string
  readonly chain: string
  readonly seq: number
}

/** Holds rows of the tables against the records of a trail. */
export class WrittenRows {
  /** Every version of each row, as the records come. */
  readonly #versions = new Map<string, Version[]>()
  readonly #seen = new Set<string>()

  /** Takes the next record, in whatever order: a row's own counter says which of its versions is the last. */
  note(record: AuditRecord): void {
    if (record.outcome === 'GENESIS') return
    const { chain, seq } = record
    for (const [table, pk, sk, counter, hash] of record.written) {
      const name = nameOf({ table, pk, sk })
      const versions = this.#versions.get(name)
      const version = { counter, hash, chain, seq }
      if (versions === undefined) this.#versions.set(name, [version])
      else versions.push(version)
    }
  }

  /**
   * Holds a linked row that is there against them, once all records are noted; `hash` undefined where its attributes are
   * none that can be written. A row that comes twice is foreign the second time.
   */
  check(row: RowPlace & { readonly hash: string | undefined }): RowDamage | undefined {
    const { table, pk, sk, hash } = row
    const name = nameOf(row)
    const versions = this.#versions.get(name)
    if (versions === undefined || this.#seen.has(name))
      return { table, pk, sk, kind: 'foreign', chain: null, seq: null }
    this.#seen.add(name)
    const last = lastOf(versions)
    if (hash === last.hash) return undefined
    return damageOf(row, last, versions.some((version) => version.hash === hash) ? 'older' : 'changed')
  }

  /** What the records say by themselves, once all rows were held against them: what is missing, and what was put back and written again. */
  rest(): readonly RowDamage[] {
    return [...this.#versions].flatMap(([name, versions]) => {
      const [table = '', pk = '', sk = ''] = name.split(' ')
      const place = { table, pk, sk }
      const forked = forkOf(versions)
      return [
        ...(this.#seen.has(name) || lastOf(versions).hash === REMOVED
          ? []
          : [damageOf(place, lastOf(versions), 'missing')]),
        ...(forked === undefined ? [] : [damageOf(place, forked, 'forked')]),
      ]
    })
  }
}

/** The newest; of two with one counter that of the later place, so that everybody names the same. */
function lastOf(versions: readonly Version[]): Version {
  return versions.reduce((last, one) => (isAfter(one, last) ? one : last))
}

function isAfter(one: Version, other: Version): boolean {
  if (one.counter !== other.counter) return one.counter > other.counter
  return one.chain === other.chain ? one.seq > other.seq : one.chain > other.chain
}

/** The first version that two records wrote: each is written on condition of the one before, so one of them was put back. */
function forkOf(versions: readonly Version[]): Version | undefined {
  const inOrder = versions.toSorted((one, other) => (isAfter(one, other) ? 1 : -1))
  return inOrder.find((one, i) => i > 0 && inOrder[i - 1]?.counter === one.counter)
}

function damageOf({ table, pk, sk }: RowPlace, { chain, seq }: Version, kind: RowDamageKind): RowDamage {
  return { table, pk, sk, kind, chain, seq }
}

// No key has a space: the pattern of its place in a record does not let one in.
const nameOf = ({ table, pk, sk }: RowPlace) => `${table} ${pk} ${sk}`
