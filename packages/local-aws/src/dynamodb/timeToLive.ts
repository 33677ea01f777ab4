import { invalid } from '../serviceException.ts'
import { assertOnly, findBoolean, getShape, getString, type Shape } from '../shape.ts'
import type { Store } from '../store.ts'
import type { Changes } from './changes.ts'
import type { ReadOptions } from './reads.ts'
import { parseItem } from './values.ts'

/** UpdateTimeToLive: on with an attribute, or off; items that are already there count from now on. */
export function updateTimeToLive({ tables, items }: ReadOptions, request: Shape): Shape {
  assertOnly(request, ['TableName', 'TimeToLiveSpecification'])
  const table = tables.get(getString(request, 'TableName'))
  const specification = getShape(request, 'TimeToLiveSpecification')
  const name = getString(specification, 'AttributeName')
  const enabled = findBoolean(specification, 'Enabled') === true
  if (enabled && table.ttl !== undefined) throw invalid('TimeToLive is already enabled')
  if (!enabled && table.ttl !== name) throw invalid('TimeToLive is already disabled')
  tables.setTtl(table, enabled ? name : undefined, (changed) => {
    for (const { item } of Array.from(items.range({ table }))) items.put(changed, parseItem(item))
  })
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } }
}

/** DescribeTimeToLive; a change takes effect at once here. */
export function describeTimeToLive({ tables }: ReadOptions, request: Shape): Shape {
  assertOnly(request, ['TableName'])
  const { ttl } = tables.get(getString(request, 'TableName'))
  const status =
    ttl === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl }
  return { TimeToLiveDescription: status }
}

/** What the sweep works on. */
export interface SweepOptions extends ReadOptions {
  readonly store: Store
  readonly changes: Changes
}

/** Deletes from all tables and streams what has expired by `now` (milliseconds); says how many items. */
export function sweep({ tables, items, changes, store }: SweepOptions, now: number): number {
  const seconds = Math.floor(now / 1000)
  // Also where nothing expires: whoever could not read on after the last change tries again.
  changes.prompt()
  return store.transaction(() => {
    changes.trim()
    return tables.list().reduce((sum, table) => sum + (table.ttl === undefined ? 0 : items.sweep(table, seconds)), 0)
  })
}
