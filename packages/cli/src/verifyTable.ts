import {
  AuditError,
  type Examination,
  isLinked,
  isVouchedFor,
  type RowDamage,
  readRecords,
  rowDamageMeanings,
  vouchedRecords,
  WrittenRows,
} from '@wardgraph/audit'
import { CliError } from './command.ts'
import { dumpedRows } from './dumpedRow.ts'
import { PostingRows } from './postingRows.ts'
import { exportFolder } from './verifyAudit.ts'

/** What the rows of a dump are, by the records of an export. */
export interface TableVerdict {
  /** Rows that a record has to name, or another row. */
  readonly rows: number
  /** What is missing first, and what nobody knows last: whoever plants rows hides none. */
  readonly damage: readonly RowDamage[]
}

/**
 * Holds a dump (NDJSON as `table dump` writes it) against an export: whoever writes the tables past the records can put a
 * row back, take it away or bring another, and only so is it found. Of an export that is damaged or not covered, only
 * what it still vouches for counts: what other records wrote reads as damage. @throws CliError UNREADABLE
 */
export async function verifyTable(of: {
  readonly dir: string
  readonly found: Examination
  readonly table: string
}): Promise<TableVerdict> {
  const { dir, found, table } = of
  const [written, postings] = [new WrittenRows(), new PostingRows()]
  const damage: RowDamage[] = []
  let rows = 0
  const files = exportFolder(dir)
  const records = isVouchedFor(found) ? readRecords({ files, found }) : vouchedRecords({ files, found })
  for await (const record of readable(records, 'the export changed while it was read.')) written.note(record)
  for await (const row of readable(dumpedRows(table), 'the dump is not one of the tables.')) {
    postings.note(row)
    if (!isLinked(row)) continue
    rows += 1
    const wrong = written.check(row)
    if (wrong !== undefined) damage.push(wrong)
  }
  const order = Object.keys(rowDamageMeanings)
  const all = [...damage, ...written.rest(), ...postings.damage()]
  return {
    rows: rows + postings.rows,
    damage: all.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
  }
}

/** The same, a failure in our words. */
async function* readable<T>(items: AsyncIterable<T>, sentence: string): AsyncGenerator<T, void, void> {
  try {
    yield* items
  } catch (cause) {
    if (cause instanceof AuditError || cause instanceof SyntaxError || cause instanceof TypeError || isFileError(cause))
      throw new CliError('UNREADABLE', sentence, { cause })
    throw cause
  }
}

const isFileError = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause
