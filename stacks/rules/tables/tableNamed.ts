import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const TABLES = new Set(['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'])

/** The tenant wall and the audit trail both rest on these keys. */
export const tableNamed: Rule = {
  source: 'ours: packages/records/README.md',
  says: 'every table is one of the six, by pk and sk',
  of: [TYPE.table],
  check(table, graph) {
    const { name, hashKey, rangeKey } = table.inputs
    return [
      ...unless(TABLES.has(shortName(table, graph)), `${name} is none of the six`),
      ...unless(hashKey === 'pk' && rangeKey === 'sk', 'not by pk and sk'),
    ]
  },
  broken: put('hashKey', 'id'),
}
