import type { Row } from '@wardgraph/vault'
import type { Range, Table } from './table.ts'

const PAGE = 500

/** All rows of one range in order, however many, fetched as they are asked for. @throws TableError UNAVAILABLE */
export async function* rowsOf(
  table: Table,
  range: Pick<Range, 'table' | 'pk' | 'after' | 'descending'>,
): AsyncGenerator<Row, void, void> {
  for (let after = range.after, more = true; more; ) {
    const rows = await table.query({ ...range, limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield* rows
    more = rows.length === PAGE
    after = [String(rows.at(-1)?.sk)]
  }
}
