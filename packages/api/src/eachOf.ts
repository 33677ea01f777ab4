import type { Position, Stored } from '@wardgraph/records'
import type { Scope } from './scope.ts'

/** Rows of one request. */
const PAGE = 100
/** So many records of one type are looked at by what must look at all: a chart of more is looked at no further. */
const MOST = 1_000

/** The records of one type of a chart, the latest first, fetched as they are asked for. */
export async function* eachOf(
  scope: Scope,
  of: { readonly type: string; readonly patient: string },
): AsyncGenerator<Stored, void, void> {
  let after: Position | undefined
  for (let looked = 0; looked < MOST; looked += PAGE) {
    const { items, more } = await scope.reader.list({ ...of, first: PAGE, after })
    for (const { item } of items) yield item
    if (!more) return
    after = items.at(-1)?.position
  }
}
