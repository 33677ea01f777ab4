import { put } from '../breaks.ts'
import { type Resource, shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const WANTED: Readonly<Record<string, string>> = { records: 'byCode ALL c, byTime ALL t' }

/** An index of keys alone would make each read two. */
export const tableLocalIndexes: Rule = {
  source: 'ours: packages/records/README.md',
  says: 'records have the local indexes byTime and byCode of all attributes, and no other table has any',
  of: [TYPE.table],
  check(table, graph) {
    const indexes: readonly Resource['inputs'][] = table.inputs.localSecondaryIndexes ?? []
    const found = indexes.map(({ name, projectionType, rangeKey }) => `${name} ${projectionType} ${rangeKey}`)
    const wanted = WANTED[shortName(table, graph)] ?? ''
    return unless(found.sort().join(', ') === wanted, `has local indexes [${found}], not [${wanted}]`)
  },
  broken: put('localSecondaryIndexes', [{ name: 'byTime', projectionType: 'KEYS_ONLY', rangeKey: 't' }]),
}
