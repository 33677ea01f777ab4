import { granting } from '../breaks.ts'
import { isWalled, keyRights, ofRows, READS, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Without the tenant's session there is nothing to be had. */
export const walledRoleNoData: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts); 45 CFR 164.312(a)(1)',
  says: 'a function behind the wall has no right to rows or roots of its own',
  of: [TYPE.role],
  where: isWalled,
  check: (role, graph) => [
    ...ofRows(role, graph, [...READS, ...WRITES]).map(({ actions }) => `may ${actions}`),
    ...keyRights(role, graph)
      .filter(({ key }) => key.name === 'EnvelopeKey')
      .map(({ action }) => `may ${action}`),
  ],
  broken: granting({ Action: 'dynamodb:Query', Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/records' }),
}
