import type { Position, Stored } from '@wardgraph/records'
import { ReplyError } from './errors.ts'
import type { Scope } from './scope.ts'
import { exists } from './show.ts'

/** Rows of one request. */
const PAGE = 200
/** So many records of one type are looked at by what must look at all; of a chart with more nothing is said. */
const MOST = 1_000

/**
 * The records of one type of a chart that exist for the caller, who reads what they are looked at for, the latest first.
 * @throws ReplyError LIMIT_EXCEEDED where there are more than a thousand
 */
export async function* eachOf(
  scope: Scope,
  of: { readonly type: string; readonly patient: string; readonly filters: readonly string[] },
): AsyncGenerator<Stored, void, void> {
  let after: Position | undefined
  let looked = 0
  for (let more = true; more; ) {
    const page = await scope.reader.list({ type: of.type, patient: of.patient, first: PAGE, after })
    for (const { item } of page.items) {
      if (!exists(scope, item, of.filters)) continue
      looked += 1
      if (looked > MOST)
        throw new ReplyError('LIMIT_EXCEEDED', { detail: `The chart has more than ${MOST} to look at.` })
      yield item
    }
    more = page.more
    after = page.items.at(-1)?.position
  }
}
