import type { Key, Table } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'

/** Rows read together, found by their keys. */
export class Rows {
  readonly #rows: ReadonlyMap<string, Row | undefined>

  private constructor(rows: ReadonlyMap<string, Row | undefined>) {
    this.#rows = rows
  }

  /** Reads each of these keys once. @throws TableError UNAVAILABLE */
  static async read(table: Table, keys: readonly Key[]): Promise<Rows> {
    const wanted = new Map(keys.map((key) => [nameOf(key), key]))
    const rows = await table.get([...wanted.values()])
    return new Rows(new Map([...wanted.keys()].map((name, place) => [name, rows[place]])))
  }

  /** The row of one of the keys that were read, undefined if there is none. */
  find(key: Key): Row | undefined {
    return this.#rows.get(nameOf(key))
  }
}

function nameOf({ table, pk, sk }: Key): string {
  return `${table} ${pk} ${sk}`
}
