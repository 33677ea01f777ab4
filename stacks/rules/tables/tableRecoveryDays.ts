import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A copy of the keys table is the key of whoever was erased since it was made. */
export const tableRecoveryDays: Rule = {
  source: 'ours: docs/erasure.md',
  says: 'every table can be restored for 35 days, that of the keys for 7',
  of: [TYPE.table],
  check(table, graph) {
    const days = shortName(table, graph) === 'keys' ? 7 : 35
    return unless(table.inputs.pointInTimeRecovery?.recoveryPeriodInDays === days, `not ${days} days`)
  },
  broken: put('pointInTimeRecovery.recoveryPeriodInDays', 14),
}
