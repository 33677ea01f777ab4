import type { TableName } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Documents } from './documents.ts'
import type { Services } from './services.ts'

/** A document is written before the row that names it, by a minute at most: for so long (ms) it may be named by none. */
const GRACE = 24 * 3_600_000

/** What sweeping works with. */
export interface Sweeping {
  readonly services: Pick<Services, 'now'>
  readonly documents: Documents
  readonly tenant: string
  /** Every row of a table, of whichever tenant, in no order. */
  readonly scan: (table: TableName) => AsyncIterable<Row>
}

/** What sweeping came to: documents that rows name, or that are too new to tell; and those that are gone. */
export interface Swept {
  readonly kept: number
  readonly removed: number
}

/**
 * Removes the documents of a tenant that no row names and that are older than a day: what an import left that was stopped
 * in between, what keys were rotated past, and what came beside an erasure. Opens nothing. Stopped anywhere, it is run
 * again. @throws TableError, DocumentsError
 */
export async function sweepDocuments({ services, documents, tenant, scan }: Sweeping): Promise<Swept> {
  const loose = new Set<string>()
  let all = 0
  for await (const { name, at } of documents.list(`${tenant}/`)) {
    all += 1
    if (at + GRACE <= services.now()) loose.add(name)
  }
  // Twice: a version that becomes an old one while rows are read can be missed in both its places, and is in the second then.
  for (let look = 0; look < 2 && loose.size > 0; look += 1)
    for await (const row of scan('records'))
      for (const value of Object.values(row)) if (typeof value === 'string') loose.delete(value)
  for (const name of loose) await documents.remove(name)
  return { kept: all - loose.size, removed: loose.size }
}
