import type { Position, Stored } from '@wardgraph/records'
import type { GraphQLResolveInfo } from 'graphql'
import { ReplyError } from './errors.ts'
import { LIMITS } from './limits.ts'
import type { Filled } from './page.ts'
import type { Args } from './registry.ts'
import type { Scope } from './scope.ts'
import { mention, show } from './show.ts'

/** What a cursor is good for: this caller, this list and these arguments. */
export interface ListOf {
  readonly coordinate: string
  readonly parent: string
  readonly args: Args
}

/** The page size asked for. @throws ReplyError BAD_USER_INPUT */
export function pageSize({ first }: Args): number {
  if (typeof first === 'number' && first >= 1 && first <= LIMITS.page) return first
  throw new ReplyError('BAD_USER_INPUT', { detail: `first is not from 1 to ${LIMITS.page}.` })
}

/** The position that `after` seals; undefined for the beginning. @throws ReplyError BAD_USER_INPUT */
export function positionAfter(scope: Scope, of: ListOf): Position | undefined {
  const { after } = of.args
  if (after === null || after === undefined) return undefined
  const text = scope.keys.openCursor(String(after), binding(scope, of))
  if (text === undefined) throw new ReplyError('BAD_USER_INPUT', { detail: 'after is not a cursor of this list.' })
  return JSON.parse(text)
}

/** The cursor of a position: good for `positionAfter` of the same list. */
export function cursorOf(scope: Scope, of: ListOf, position: Position): string {
  return scope.keys.sealCursor(JSON.stringify(position), binding(scope, of))
}

function binding({ caller }: Scope, { coordinate, parent, args }: ListOf): string {
  const rest = Object.entries(args).filter(([name]) => name !== 'first' && name !== 'after')
  return JSON.stringify([
    caller.subject,
    caller.membership,
    coordinate,
    parent,
    rest.sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
}

/** A Relay connection over records that exist for the caller; each is viewed where and as the reply asks for it. */
export function connection(
  scope: Scope,
  page: Filled,
  list: { readonly of: ListOf; readonly filters: readonly string[] },
) {
  const { items } = page
  return {
    nodes: (_args: Args, _context: unknown, info: GraphQLResolveInfo) =>
      items.map(({ item }, i) => viewAt(scope, item, { info, suffix: [i], filters: list.filters })),
    edges: (_args: Args, _context: unknown, { path }: GraphQLResolveInfo) =>
      items.map(({ item, position }, i) => {
        mention(scope, item, { path, suffix: [i], filters: list.filters })
        return {
          cursor: () => cursorOf(scope, list.of, position),
          node: (_args: Args, _context: unknown, info: GraphQLResolveInfo) =>
            viewAt(scope, item, { info, suffix: [], filters: list.filters }),
        }
      }),
    pageInfo: () => pageInfoOf(scope, page, list),
  }
}

/** Whether a page goes on, and where; either tells that what is on the page exists. */
export function pageInfoOf(
  scope: Scope,
  { items, more, end }: Filled,
  list: { readonly of: ListOf; readonly filters: readonly string[] },
) {
  const last = end ?? items.at(-1)
  const mentioned = (of: typeof items, { path }: GraphQLResolveInfo) => {
    // The object that holds the field: a cursor by itself is no place of a record.
    for (const { item } of of) mention(scope, item, { path: path.prev ?? path, suffix: [], filters: list.filters })
  }
  return {
    hasNextPage: (_args: Args, _context: unknown, info: GraphQLResolveInfo) => {
      if (more) mentioned(end === undefined ? items : [...items, end], info)
      return more
    },
    endCursor: (_args: Args, _context: unknown, info: GraphQLResolveInfo) => {
      if (last === undefined) return null
      mentioned([last], info)
      return cursorOf(scope, list.of, last.position)
    },
  }
}

/** The record as its caller sees it at this place. */
export function viewAt(
  scope: Scope,
  item: Stored,
  at: { readonly info: GraphQLResolveInfo; readonly suffix: readonly number[]; readonly filters: readonly string[] },
) {
  const { path } = at.info
  const fields = scope.handover.nodesAt(path)[item.type] ?? {}
  return show(scope, item, { path, suffix: at.suffix, fields, filters: at.filters })
}
