import { type ResponsePath, responsePathAsArray } from 'graphql'

/** A place in the reply: response keys and list indices from the root. */
export type ReplyPath = readonly (string | number)[]

/** The place at `suffix` under the field at `path`. */
export function replyPath(path: ResponsePath, suffix: ReplyPath): ReplyPath {
  return [...responsePathAsArray(path), ...suffix]
}

/** What the reply holds at a place; undefined if the place did not survive. */
export function valueAt(data: unknown, path: ReplyPath): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[key]
  }
  return value
}

interface Branch<T> {
  readonly items: T[]
  readonly under: Map<string | number, Branch<T>>
}

/** The items in the order in which their places come in the reply, one for each place. */
export function inReplyOrder<T extends { readonly path: ReplyPath }>(data: unknown, items: readonly T[]): T[] {
  const root: Branch<T> = { items: [], under: new Map() }
  for (const item of items) {
    let branch = root
    for (const key of item.path) {
      const next = branch.under.get(key) ?? { items: [], under: new Map() }
      branch.under.set(key, next)
      branch = next
    }
    if (branch.items.length === 0) branch.items.push(item)
  }
  const ordered: T[] = []
  walk(root, data, ordered)
  return ordered
}

function walk<T>(branch: Branch<T>, data: unknown, ordered: T[]): void {
  ordered.push(...branch.items)
  if (branch.under.size === 0 || typeof data !== 'object' || data === null) return
  // Keys of a list come as its indices, keys of an object as the executor wrote them.
  for (const [key, value] of Array.isArray(data) ? data.entries() : Object.entries(data)) {
    const next = branch.under.get(key)
    if (next) walk(next, value, ordered)
  }
}
