import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { LocalAwsError } from './errors.ts'

/** One SQLite file whose commits are on disk when they return. */
export class Store {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** The prepared statement for a text, made once. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /** Runs `work` so that all of it or nothing of it is kept; returns only after the commit is durable. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has already rolled back by itself after some errors, such as a full disk.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  /** Closes the file; the store cannot be used afterwards. */
  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

/** Where a store lives and what it holds: a folder (made 0700, the file 0600) or, undefined, memory. */
export interface StoreOptions {
  readonly folder: string | undefined
  readonly file: string
  readonly schema: string
}

/**
 * Opens a store and makes its tables when they are missing.
 * @throws LocalAwsError FOLDER_UNUSABLE
 */
export function openStore({ folder, file, schema }: StoreOptions): Store {
  try {
    const database = new DatabaseSync(folder === undefined ? ':memory:' : privateFile(folder, file))
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${schema}`)
    return new Store(database)
  } catch (error) {
    throw new LocalAwsError('FOLDER_UNUSABLE', { cause: error })
  }
}

/** SQLite gives its -wal and -shm files the mode of the main file, so that one is made first. */
function privateFile(folder: string, file: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, file)
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  return path
}
