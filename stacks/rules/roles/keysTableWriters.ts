import { both, granting, put } from '../breaks.ts'
import { isTenantRole, ofRows, ownerOf, tablesOf, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const WRITERS = new Set(['operator', 'erasures'])

/** Whoever writes keys can take them away. */
export const keysTableWriters: Rule = {
  source: 'ours: docs/erasure.md; 45 CFR 164.312(c)(1)',
  says: 'keys are written by whoever makes tenants and by whoever erases',
  of: [TYPE.role],
  check: (role, graph) =>
    WRITERS.has(ownerOf(role, graph) ?? '') && !isTenantRole(role, graph)
      ? []
      : ofRows(role, graph, WRITES)
          .filter((one) => tablesOf(one, graph).includes('keys'))
          .map(({ actions }) => `may ${actions}`),
  broken: both(granting({ Action: 'dynamodb:PutItem', Resource: '*' }), put('name', 'other')),
}
