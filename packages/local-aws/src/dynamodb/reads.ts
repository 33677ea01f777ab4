import { invalid } from '../serviceException.ts'
import { assertOnly, findBoolean, getList, getShape, getString, type Shape, shapeOf } from '../shape.ts'
import type { Items } from './items.ts'
import { type Key, keyOnly } from './keys.ts'
import type { Table, Tables } from './tables.ts'
import { parseItem } from './values.ts'

/** What the reads work on. */
export interface ReadOptions {
  readonly tables: Tables
  readonly items: Items
}

const maxKeys = 100
const maxBytes = 16 * 1024 * 1024

/** GetItem; every read is consistent here. */
export function getItem({ tables, items }: ReadOptions, request: Shape): Shape {
  assertOnly(request, ['TableName', 'Key', 'ConsistentRead'])
  findBoolean(request, 'ConsistentRead')
  const table = tables.get(getString(request, 'TableName'))
  const stored = items.find(table, keyOnly(table, parseItem(getShape(request, 'Key'))))
  return stored === undefined ? {} : { Item: stored.item }
}

interface Wanted {
  readonly table: Table
  readonly key: Key
  readonly given: unknown
}

/**
 * BatchGetItem. Items come in the reverse of the order asked, since AWS promises none; what exceeds 16 MB, or what a
 * fault leaves over, comes back as UnprocessedKeys.
 */
export function batchGetItem(
  { tables, items }: ReadOptions,
  request: Shape,
  leaveOver: { unprocessed: boolean },
): Shape {
  assertOnly(request, ['RequestItems'])
  const requested = getShape(request, 'RequestItems')
  const wanted = Object.entries(requested).flatMap(([name, it]) => wantedOf(tables.get(name), shapeOf(it)))
  if (wanted.length > maxKeys) throw invalid('Too many items requested for the BatchGetItem call')
  const responses = new Map<string, Shape[]>()
  const left = new Map<string, unknown[]>()
  const allowed = leaveOver.unprocessed ? Math.floor(wanted.length / 2) : wanted.length
  let size = 0
  for (const [position, { table, key, given }] of wanted.entries()) {
    const stored = position < allowed && size <= maxBytes ? items.find(table, key) : undefined
    size += stored?.size ?? 0
    if (position >= allowed || size > maxBytes) append(left, table.name, given)
    else if (stored !== undefined) append(responses, table.name, stored.item)
  }
  return {
    Responses: Object.fromEntries(Object.keys(requested).map((name) => [name, (responses.get(name) ?? []).reverse()])),
    UnprocessedKeys: Object.fromEntries(
      Array.from(left, ([name, Keys]) => [name, { ...shapeOf(requested[name]), Keys }]),
    ),
  }
}

function wantedOf(table: Table, request: Shape): readonly Wanted[] {
  assertOnly(request, ['Keys', 'ConsistentRead'])
  findBoolean(request, 'ConsistentRead')
  const keys = getList(request, 'Keys')
  if (keys.length === 0) throw invalid('Member must have length greater than or equal to 1: Keys')
  const wanted = keys.map((given) => ({ table, key: keyOnly(table, parseItem(shapeOf(given))), given }))
  const seen = new Set(wanted.map(({ key }) => `${key.partition.toString('base64')} ${key.sort.toString('base64')}`))
  if (seen.size < wanted.length) throw invalid('Provided list of item keys contains duplicates')
  return wanted
}

function append<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [value])
  else list.push(value)
}
