import type { DynamoDBRecord } from 'aws-lambda'
import { shapeOf } from '../shape.ts'
import type { Store } from '../store.ts'
import { streamArn } from './arn.ts'
import { type Changes, streamRetentionMs } from './changes.ts'
import { recordOf } from './streamRecord.ts'
import type { Table } from './tables.ts'
import { type Item, parseItem } from './values.ts'

// An invocation carries 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
const pageBytes = 6 * 1024 * 1024

/** A record of a stream with its place there and when it was written, in milliseconds. */
export interface StreamEntry {
  readonly position: number
  readonly at: number
  readonly record: DynamoDBRecord
}

/** The stream of one table, one shard, with the durable positions of those who read it. */
export interface TableStream {
  readonly arn: string
  /** What follows where `source` has got to, at most `limit` records and 6 MB; the first time, from the oldest on. */
  next(source: string, limit: number): readonly StreamEntry[]
  /** Everything up to this position is done with; on disk when it returns. */
  advance(source: string, position: number): void
  /** Calls `listener` after changes, perhaps also without one; the result ends that. */
  onChange(listener: () => void): () => void
}

/** What a stream is read from; `now` in milliseconds. */
export interface StreamOptions {
  readonly store: Store
  readonly changes: Changes
  readonly now: () => number
}

/** The stream of a table that has one. */
export function openStream({ store, changes, now }: StreamOptions, table: Table): TableStream {
  const select = `
    SELECT id, at, expired, before, after FROM changes
    WHERE tbl = ? AND id > coalesce((SELECT id FROM positions WHERE source = ? AND tbl = ?), 0) AND at > ?
    ORDER BY id LIMIT ?`
  const upsert = `
    INSERT INTO positions (source, tbl, id) VALUES (?, ?, ?)
    ON CONFLICT (source, tbl) DO UPDATE SET id = excluded.id`
  return {
    arn: streamArn(table),
    next(source, limit) {
      const oldest = now() - streamRetentionMs
      const rows = store.prepare(select).iterate(table.id, source, table.id, oldest, limit)
      return page(table, rows)
    },
    advance: (source, position) => void store.prepare(upsert).run(source, table.id, position),
    onChange: (listener) => changes.onChange(listener),
  }
}

function page(table: Table, rows: Iterable<Record<string, unknown>>): readonly StreamEntry[] {
  const entries: StreamEntry[] = []
  let bytes = 0
  for (const { id, at, expired, before, after } of rows) {
    bytes += Buffer.byteLength(String(before ?? '')) + Buffer.byteLength(String(after ?? ''))
    if (entries.length > 0 && bytes > pageBytes) break
    const change = { before: itemOf(before), after: itemOf(after), expired: expired === 1 }
    const position = Number(id)
    entries.push({ position, at: Number(at), record: recordOf(table, { ...change, position, at: Number(at) }) })
  }
  return entries
}

function itemOf(column: unknown): Item | undefined {
  return typeof column === 'string' ? parseItem(shapeOf(JSON.parse(column))) : undefined
}
