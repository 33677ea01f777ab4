import { ServiceException } from '../serviceException.ts'
import { type Shape, shapeOf } from '../shape.ts'
import type { Store } from '../store.ts'
import { type Definition, definitionOf } from './definition.ts'

/** A table with its number in the store and, when on, the attribute of its time to live. */
export interface Table extends Definition {
  readonly id: number
  /** Milliseconds of the clock handed in. */
  readonly created: number
  readonly ttl: string | undefined
}

/** The SQL of this store part. */
export const tablesSchema = `
CREATE TABLE IF NOT EXISTS tables (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, ttl TEXT, definition TEXT NOT NULL
) STRICT;`

/** The tables of a store, held in memory as well. */
export class Tables {
  readonly #store: Store
  readonly #tables = new Map<string, Table>()

  constructor(store: Store) {
    this.#store = store
    for (const row of store.prepare('SELECT id, created, ttl, definition FROM tables').all()) {
      const definition = definitionOf(shapeOf(JSON.parse(String(row.definition))))
      const ttl = row.ttl === null ? undefined : String(row.ttl)
      this.#tables.set(definition.name, { ...definition, id: Number(row.id), created: Number(row.created), ttl })
    }
  }

  /** @throws ServiceException ResourceNotFoundException */
  get(name: string): Table {
    const table = this.#tables.get(name)
    if (table === undefined) {
      throw new ServiceException('ResourceNotFoundException', 'Requested resource not found: Table not found')
    }
    return table
  }

  /** All tables by name. */
  list(): readonly Table[] {
    return Array.from(this.#tables.values()).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws ServiceException ResourceInUseException, ValidationException */
  create(request: Shape, created: number): Table {
    const definition = definitionOf(request)
    if (this.#tables.has(definition.name)) {
      throw new ServiceException('ResourceInUseException', 'Table already exists')
    }
    const { lastInsertRowid } = this.#store.transaction(() =>
      this.#store
        .prepare('INSERT INTO tables (name, created, definition) VALUES (?, ?, ?)')
        .run(definition.name, created, JSON.stringify(request)),
    )
    const table = { ...definition, id: Number(lastInsertRowid), created, ttl: undefined }
    this.#tables.set(table.name, table)
    return table
  }

  /** Switches the time to live on (an attribute) or off; `alongside` is kept or lost with the change. */
  setTtl(table: Table, ttl: string | undefined, alongside: (changed: Table) => void): void {
    const changed = { ...table, ttl }
    this.#store.transaction(() => {
      this.#store.prepare('UPDATE tables SET ttl = ? WHERE id = ?').run(ttl ?? null, table.id)
      alongside(changed)
    })
    this.#tables.set(table.name, changed)
  }
}
