import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A stream of the keys table would be a copy of it that outlives an erasure by a day. */
export const tableStream: Rule = {
  source: 'ours: docs/erasure.md',
  says: 'the audit table has a stream of what was and what is, and no other table has one',
  of: [TYPE.table],
  check(table, graph) {
    const { streamEnabled, streamViewType } = table.inputs
    return shortName(table, graph) === 'audit'
      ? unless(streamEnabled === true && streamViewType === 'NEW_AND_OLD_IMAGES', 'has no stream of both images')
      : unless(streamEnabled !== true, 'has a stream')
  },
  broken: (table, graph) => put('streamEnabled', table.inputs.streamEnabled !== true)(table, graph),
}
