import { reword } from '../breaks.ts'
import type { Graph, Resource } from '../graph.ts'
import { ofRows, partitionsOf, READS, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** All but scans, which name no partition (roles/scanIsErasures.ts). */
const KEYED = [...READS, ...WRITES].filter((one) => one !== 'dynamodb:Scan')

function keyed(role: Resource, graph: Graph) {
  return ofRows(role, graph, KEYED)
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
export const rowsByPartition: Rule = {
  source: 'ours: packages/records/README.md; 45 CFR 164.502(b)',
  says: 'whoever reads or writes rows is told which partitions, and has none without a key',
  of: [TYPE.role],
  where: (role, graph) => keyed(role, graph).length > 0,
  check: (role, graph) =>
    keyed(role, graph)
      .filter((one) => partitionsOf(one).length === 0 || partitionsOf(one).some((partition) => /^\*/.test(partition)))
      .map(({ actions }) => `may ${actions} in any partition`),
  broken: reword('dynamodb:LeadingKeys', 'dynamodb:Attributes'),
}
