import type { Page, Position, Stored } from '@wardgraph/records'
import type { Change } from '@wardgraph/schema/types'
import type { ResponsePath } from 'graphql'
import { badInput, instant } from './people.ts'
import type { Call } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, lookInto } from './show.ts'

/** So many versions are looked at in one request. */
const AT_ONCE = 100

/** Where a record is shown, and what it was searched by. */
interface Wanted {
  readonly path: ResponsePath
  readonly filters: readonly string[]
}

/** From here on everything under this root field is as it was known at `asOf`; null is now. @throws ReplyError BAD_USER_INPUT */
export function showAsOf({ scope, info, args }: Call): void {
  const at = instant(args.asOf as string | null | undefined) // coerced by the schema
  if (at === undefined) return
  if (at > scope.now) throw badInput('asOf: expected a moment that is past.')
  scope.moments.set(info.path.key, at)
}

/**
 * What is shown of a record at this place: itself, or where the root field names a moment the version then in force, on
 * condition that both exist for the caller today, who may read when they were written. Undefined if there is none. What
 * has no history is as it is. @throws TableError, VaultError
 */
export async function inForce(scope: Scope, stored: Stored, { path, filters }: Wanted): Promise<Stored | undefined> {
  const { type, row } = stored
  const at = momentOf(scope, path)
  const coordinate = `${type}.changed`
  if (at === undefined || !scope.services.policy.records[type]?.fields.changed) return stored
  const told = [...filters, coordinate]
  if (!exists(scope, stored, told)) return undefined
  if (changedAt(scope, stored, coordinate) <= at) return stored
  let after: Position | undefined
  for (let more = row.v !== 1; more; ) {
    const page = await scope.reader.versions({ current: [stored], first: AT_ONCE, after })
    const found = page.items.find(({ item }) => item !== stored && changedAt(scope, item, coordinate) <= at)?.item
    if (found !== undefined) return exists(scope, found, told) ? found : undefined
    after = page.items.at(-1)?.position
    more = page.more
  }
  return undefined
}

/** Whether a moment is asked for at this place. */
export function isAsOf(scope: Scope, path: ResponsePath): boolean {
  return momentOf(scope, path) !== undefined
}

/** As `inForce` of each item of a page: as many as are `wanted`, if there are. */
export async function allInForce(
  scope: Scope,
  items: Page<Stored>['items'],
  { wanted, ...of }: Wanted & { readonly wanted: number },
): Promise<Page<Stored>['items']> {
  if (!isAsOf(scope, of.path)) return items
  const found: Page<Stored>['items'][number][] = []
  for (let next = 0; next < items.length && found.length < wanted; ) {
    const some = items.slice(next, next + wanted - found.length)
    const then = await Promise.all(some.map(({ item }) => inForce(scope, item, of)))
    found.push(...some.flatMap(({ position }, i) => (then[i] ? [{ item: then[i], position }] : [])))
    next += some.length
  }
  return found
}

function momentOf({ moments }: Scope, path: ResponsePath): number | undefined {
  if (moments.size === 0) return undefined
  let root = path
  while (root.prev !== undefined) root = root.prev
  return moments.get(root.key)
}

/** When a version was written: ever since, where it does not say. */
function changedAt(scope: Scope, stored: Stored, coordinate: string): number {
  const { changed } = lookInto(scope, stored, [coordinate]) as { readonly changed?: Change } // as it was written
  return changed === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changed.at)
}
