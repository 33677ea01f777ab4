import type { RowDamage } from '@wardgraph/audit'
import { postingsOf } from '@wardgraph/records'
import type { DumpedRow } from './dumpedRow.ts'

/** Holds the blind postings of a dump, which no record names, against the rows that they are made of. */
export class PostingRows {
  readonly #made = new Set<string>()
  readonly #there = new Set<string>()

  /** How many postings there are. */
  get rows(): number {
    return this.#there.size
  }

  /** Takes the next row of the dump, whichever it is. */
  note({ table, pk, sk, row }: DumpedRow): void {
    if (table === 'directory' && POSTING.test(pk)) this.#there.add(`${pk} ${sk}`)
    // An old version is found by nothing.
    if (table !== 'records' || row === undefined || sk.startsWith('H#')) return
    const id = (sk === 'A' ? pk : sk).split('#').at(-1)
    for (const posting of postingsOf(row)) this.#made.add(`${posting} ${id}`)
  }

  /** What is there and made of nothing, and what is made of a row and not there. */
  damage(): readonly RowDamage[] {
    const wrong = (kind: RowDamage['kind']) => (name: string) => {
      const [pk = '', sk = ''] = name.split(' ')
      return { table: 'directory', pk, sk, kind, chain: null, seq: null }
    }
    return [
      ...[...this.#made].filter((name) => !this.#there.has(name)).map(wrong('missing')),
      ...[...this.#there].filter((name) => !this.#made.has(name)).map(wrong('foreign')),
    ]
  }
}
const POSTING = /^[a-z0-9]{12}#X#/
