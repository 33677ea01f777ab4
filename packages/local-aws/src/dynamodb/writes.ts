import { invalid, ServiceException } from '../serviceException.ts'
import { assertOnly, findString, getShape, getString, type Shape } from '../shape.ts'
import type { Store } from '../store.ts'
import { type Condition, parseCondition } from './condition.ts'
import type { Items } from './items.ts'
import { assertStorable, type Key, keyOf, keyOnly } from './keys.ts'
import type { ReadOptions } from './reads.ts'
import type { Table, Tables } from './tables.ts'
import { type Item, parseItem } from './values.ts'

/** One write, or check, of one item, ready to be decided and done. */
export interface Write {
  readonly kind: 'Put' | 'Delete' | 'ConditionCheck'
  readonly table: Table
  readonly key: Key
  readonly item: Item | undefined
  readonly condition: Condition | undefined
  readonly returnsOld: boolean
}

/** Why a write may not be done, with the item that is there when the caller asked for it. */
export interface ConditionFailure {
  readonly item?: Shape
}

const shared = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
]

/** Reads one write of a request. @throws ServiceException ValidationException, ResourceNotFoundException */
export function parseWrite(tables: Tables, kind: Write['kind'], request: Shape): Write {
  assertOnly(request, [...shared, kind === 'Put' ? 'Item' : 'Key'])
  const given = parseItem(getShape(request, kind === 'Put' ? 'Item' : 'Key'))
  const condition = parseCondition(request)
  if (kind === 'ConditionCheck' && condition === undefined) throw invalid('ConditionExpression must not be null')
  const table = tables.get(getString(request, 'TableName'))
  if (kind === 'Put') assertStorable(table, given)
  return {
    kind,
    table,
    key: kind === 'Put' ? keyOf(table, given) : keyOnly(table, given),
    item: kind === 'Put' ? given : undefined,
    condition,
    returnsOld: findString(request, 'ReturnValuesOnConditionCheckFailure') === 'ALL_OLD',
  }
}

/** Decides one write against what is stored. */
export function checkWrite(items: Items, { table, key, condition, returnsOld }: Write): ConditionFailure | undefined {
  if (condition === undefined) return undefined
  const stored = items.find(table, key)?.item
  if (condition(stored === undefined ? undefined : parseItem(stored))) return undefined
  return returnsOld && stored !== undefined ? { item: stored } : {}
}

/** Does one write that has been decided. */
export function applyWrite(items: Items, { kind, table, key, item }: Write): void {
  if (item !== undefined) items.put(table, item)
  else if (kind === 'Delete') items.remove(table, key)
}

/** PutItem. @throws ServiceException ConditionalCheckFailedException and what `parseWrite` throws */
export function putItem({ store, tables, items }: ReadOptions & { readonly store: Store }, request: Shape): Shape {
  const write = parseWrite(tables, 'Put', request)
  store.transaction(() => {
    const failure = checkWrite(items, write)
    if (failure !== undefined) throw conditionalCheckFailed(failure)
    applyWrite(items, write)
  })
  return {}
}

function conditionalCheckFailed({ item }: ConditionFailure): ServiceException {
  const members = item === undefined ? {} : { Item: item }
  return new ServiceException('ConditionalCheckFailedException', 'The conditional request failed', { members })
}
