import { type AuditRecord, linkedTables, type WrittenRow } from './record.ts'

/** What a row of a table can be, that is not the one that was written last. */
export const rowDamageMeanings = {
  older: 'a row is the one that was there before it was last written',
  changed: 'a row is not one that was ever written there',
  foreign: 'no record names a row that is there',
  missing: 'a row that was written is not there',
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
 * Whether the record of a transaction names this row. Not: what is made of other rows (blind postings), passes by itself
 * (sessions), or is signed itself (the trail and where its chains are found); nor the names that people sign in with.
 */
export function isLinked<Of extends Omit<RowPlace, 'sk'>>(of: Of): of is Of & { readonly table: WrittenRow[0] } {
  return linkedTables.some((name) => name === of.table) && !(of.table === 'directory' && UNLINKED.test(of.pk))
}
const UNLINKED = /^([a-z0-9]{12}#[XH]#|0{12}#[ON](#|$))/

interface Last {
  readonly counter: number
  readonly hash: string
  readonly chain: string
  readonly seq: number
  readonly before: Last | undefined
}

/** Holds rows of the tables against the records of a trail. */
export class WrittenRows {
  readonly #last = new Map<string, Last>()

  /** Takes the next record, in whatever order: a row's own counter says which of its versions is the last. */
  note(record: AuditRecord): void {
    if (record.outcome === 'GENESIS') return
    const { chain, seq } = record
    for (const [table, pk, sk, counter, hash] of record.written) {
      const name = nameOf({ table, pk, sk })
      this.#last.set(name, placed({ counter, hash, chain, seq, before: undefined }, this.#last.get(name)))
    }
  }

  /** Holds a row that is there, and is linked, against them, once; `hash` undefined where its attributes are none that can be written. */
  check(row: RowPlace & { readonly hash: string | undefined }): RowDamage | undefined {
    const { table, pk, sk, hash } = row
    const name = nameOf(row)
    const last = this.#last.get(name)
    this.#last.delete(name)
    if (last === undefined) return { table, pk, sk, kind: 'foreign', chain: null, seq: null }
    if (hash === last.hash) return undefined
    let older = last.before
    while (older !== undefined && older.hash !== hash) older = older.before
    return damageOf(row, last, older === undefined ? 'changed' : 'older')
  }

  /** Every row that was written and was not held against them. */
  missing(): readonly RowDamage[] {
    return [...this.#last].map(([name, last]) => {
      const [table = '', pk = '', sk = ''] = name.split(' ')
      return damageOf({ table, pk, sk }, last, 'missing')
    })
  }
}

/** The newest first. */
function placed(one: Last, last: Last | undefined): Last {
  if (last === undefined || one.counter >= last.counter) return { ...one, before: last }
  return { ...last, before: placed(one, last.before) }
}

function damageOf({ table, pk, sk }: RowPlace, { chain, seq }: Last, kind: RowDamageKind): RowDamage {
  return { table, pk, sk, kind, chain, seq }
}

// No key has a space: the pattern of its place in a record does not let one in.
const nameOf = ({ table, pk, sk }: RowPlace) => `${table} ${pk} ${sk}`
