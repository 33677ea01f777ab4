import type { Page, Stored } from '@wardgraph/records'
import { connection, pageSize, positionAfter } from './connection.ts'
import { ReplyError } from './errors.ts'
import { fillPage, type Slice, SPARE } from './page.ts'
import { reference } from './reference.ts'
import { edge, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists } from './show.ts'

/** Who wrote a version. */
export const change: readonly Registered[] = [reference('Change.by')]

/**
 * An edge from a version of a record to itself and those before it. Each is opened by what is decided today, and exists
 * by its own label and by those of the versions that led to it.
 */
export function history(type: string): Registered {
  const coordinate = `${type}.versions`
  return edge(coordinate, async ({ scope, parent, args, carried }) => {
    const newest = scope.shown.get(parent as object) // the edge hangs on a view
    if (newest === undefined) throw new ReplyError('INTERNAL')
    const of = { coordinate, parent: newest.id, args }
    const slice = { first: pageSize(args), after: positionAfter(scope, of) }
    const page = await fillPage(slice, {
      spare: SPARE.records,
      fetch: (next) => versionsOf(scope, newest, next),
      keep: (items) => items.filter(({ item }) => exists(scope, item, [])),
    })
    return connection(scope, page, { of, filters: carried })
  })
}

async function versionsOf(scope: Scope, newest: Stored, slice: Slice): Promise<Page<Stored>> {
  // What a mutation is about to replace becomes history with it, and is the stored one until then.
  const stored = scope.staged === null ? undefined : await scope.reader.find(newest)
  const replaced = stored !== undefined && Number(stored.row.v) < Number(newest.row.v) ? [stored] : []
  return scope.reader.versions({ current: [newest, ...replaced], ...slice })
}
