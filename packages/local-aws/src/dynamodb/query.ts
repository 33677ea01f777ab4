import { invalid } from '../serviceException.ts'
import { assertOnly, findBoolean, findCount, findShape, findString, getString, type Shape } from '../shape.ts'
import type { Items, StoredItem } from './items.ts'
import { parseKeyRange } from './keyCondition.ts'
import { keyOf } from './keys.ts'
import type { ReadOptions } from './reads.ts'
import type { Table } from './tables.ts'
import { type Item, parseItem } from './values.ts'

const pageBytes = 1024 * 1024

/** Query by partition and a range of sort keys, of the table or of a local secondary index. */
export function query({ tables, items }: ReadOptions, request: Shape): Shape {
  assertOnly(request, [
    'TableName',
    'IndexName',
    'KeyConditionExpression',
    'ExpressionAttributeNames',
    'ExpressionAttributeValues',
    'ScanIndexForward',
    'Limit',
    'ExclusiveStartKey',
    'ConsistentRead',
  ])
  findBoolean(request, 'ConsistentRead')
  const table = tables.get(getString(request, 'TableName'))
  const index = indexOf(table, findString(request, 'IndexName'))
  const indexRange = index === undefined ? undefined : table.indexes[index]?.range
  const { partition, from, to } = parseKeyRange(request, { hash: table.hash, range: indexRange ?? table.range })
  const start = startKey(table, request, indexRange)
  if (start !== undefined && start.get(table.hash)?.value !== partition) {
    throw invalid('The provided starting key is outside query boundaries based on provided conditions')
  }
  const rows = items.range({
    table,
    partition: Buffer.from(partition),
    index,
    from,
    to,
    descending: findBoolean(request, 'ScanIndexForward') === false,
    after: start && afterOf(table, start, indexRange),
  })
  return page({ rows, limit: findCount(request, 'Limit'), keys: keyNames(table, indexRange) })
}

/** Scan of a whole table, page by page, in the order of its keys. */
export function scan({ tables, items }: ReadOptions, request: Shape): Shape {
  assertOnly(request, ['TableName', 'Limit', 'ExclusiveStartKey', 'ConsistentRead'])
  findBoolean(request, 'ConsistentRead')
  const table = tables.get(getString(request, 'TableName'))
  const start = startKey(table, request, undefined)
  const key = start && keyOf(table, start)
  const rows = items.range({ table, after: key && [key.partition, key.sort] })
  return page({ rows, limit: findCount(request, 'Limit'), keys: keyNames(table, undefined) })
}

/** Reads until the limit or 1 MB; at the limit DynamoDB gives a LastEvaluatedKey even when nothing follows. */
function page({ rows, limit, keys }: { rows: ReturnType<Items['range']>; limit: number | undefined; keys: string[] }) {
  const found: StoredItem[] = []
  let size = 0
  let more = false
  for (const row of rows) {
    size += row.size
    more = found.length > 0 && size > pageBytes
    if (more) break
    found.push(row)
    more = found.length === limit
    if (more) break
  }
  const last = more ? found.at(-1)?.item : undefined
  return {
    Items: found.map(({ item }) => item),
    Count: found.length,
    ScannedCount: found.length,
    ...(last === undefined ? {} : { LastEvaluatedKey: Object.fromEntries(keys.map((name) => [name, last[name]])) }),
  }
}

function indexOf(table: Table, name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  const index = table.indexes.findIndex((it) => it.name === name)
  if (index < 0) throw invalid('The table does not have the specified index')
  return index
}

function keyNames(table: Table, indexRange: string | undefined): string[] {
  return [...new Set([table.hash, table.range, indexRange ?? table.range])]
}

function startKey(table: Table, request: Shape, indexRange: string | undefined): Item | undefined {
  const given = findShape(request, 'ExclusiveStartKey')
  if (given === undefined) return undefined
  const start = parseItem(given)
  const names = keyNames(table, indexRange)
  if (start.size !== names.length || names.some((name) => start.get(name)?.type !== 'S')) {
    throw invalid('The provided starting key is invalid')
  }
  return start
}

function afterOf(table: Table, start: Item, indexRange: string | undefined): readonly Buffer[] {
  const { sort } = keyOf(table, start)
  const value = indexRange === undefined ? undefined : start.get(indexRange)
  return value === undefined ? [sort] : [Buffer.from(String(value.value)), sort]
}
