import type { RowDamage } from '@wardgraph/audit'
import { postingsOf, uniqueKey } from '@wardgraph/records'
import type { DumpedRow } from './dumpedRow.ts'

/** Holds the blind postings of a dump, and who has a value first, which no record names, against the rows that they are made of. */
export class PostingRows {
  readonly #made = new Set<string>()
  readonly #there = new Set<string>()
  /** The rows that say who has a value first, with the record that they name. */
  readonly #first: { readonly pk: string; readonly sk: string; readonly id: string }[] = []

  /** How many there are. */
  get rows(): number {
    return this.#there.size + this.#first.length
  }

  /** Takes the next row of the dump, whichever it is. */
  note({ table, pk, sk, row }: DumpedRow): void {
    if (table === 'directory' && POSTING.test(pk)) this.#there.add(`${pk} ${sk}`)
    if (table === 'directory' && UNIQUE.test(pk)) this.#first.push({ pk, sk, id: String(row?.id) })
    // An old version is found by nothing.
    if (table !== 'records' || row === undefined || sk.startsWith('H#')) return
    const id = (sk === 'A' ? pk : sk).split('#').at(-1)
    for (const posting of postingsOf(row)) this.#made.add(`${posting} ${id}`)
  }

  /**
   * What is there and made of nothing, and what is made of a row and not there; but of who has a value first, which is gone
   * once that record has it no more, whoever else has it, only the former.
   */
  damage(): readonly RowDamage[] {
    const made = new Set([...this.#made].map(firstOf))
    const wrong = (kind: RowDamage['kind']) => (name: string) => {
      const [pk = '', sk = ''] = name.split(' ')
      return { table: 'directory', pk, sk, kind, chain: null, seq: null }
    }
    return [
      ...[...this.#made].filter((name) => !this.#there.has(name)).map(wrong('missing')),
      ...[...this.#there].filter((name) => !this.#made.has(name)).map(wrong('foreign')),
      ...this.#first
        .filter(({ pk, sk, id }) => sk !== '-' || !made.has(`${pk} ${id}`))
        .map(({ pk, sk }) => wrong('foreign')(`${pk} ${sk}`)),
    ]
  }
}
const POSTING = /^[a-z0-9]{12}#X#/
const UNIQUE = /^[a-z0-9]{12}#Q#/

/** The row that would say that this record has the value of this posting first, and the record. */
function firstOf(made: string): string {
  const [posting = '', id] = made.split(' ')
  return `${uniqueKey(posting).pk} ${id}`
}
