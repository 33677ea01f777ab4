import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const EXPIRING = new Set(['sessions', 'disclosures'])

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
export const tableTtl: Rule = {
  source: 'ours: packages/records/README.md',
  says: 'sessions and disclosures expire by `exp`, and nothing else expires',
  of: [TYPE.table],
  check(table, graph) {
    const { ttl } = table.inputs
    const wanted = EXPIRING.has(shortName(table, graph)) ? 'exp' : undefined
    const found = ttl?.enabled === true ? ttl.attributeName : undefined
    return unless(found === wanted, wanted === undefined ? 'expires' : 'does not expire by exp')
  },
  broken: (table, graph) =>
    put('ttl', { enabled: !EXPIRING.has(shortName(table, graph)), attributeName: 'exp' })(table, graph),
}
