import { reword } from '../breaks.ts'
import { asked } from '../policyDocument.ts'
import { ofRows, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html#amazondynamodb-policy-keys */
export const writesInTransaction: Rule = {
  source: 'ours: no row without its record; 45 CFR 164.312(b)',
  says: 'no row is written outside a transaction',
  of: [TYPE.role],
  where: (role, graph) => ofRows(role, graph, WRITES).length > 0,
  check: (role, graph) =>
    ofRows(role, graph, WRITES)
      .filter((one) => asked(one, 'dynamodb:EnclosingOperation', 'StringEquals').join() !== 'TransactWriteItems')
      .map(({ actions }) => `may ${actions} alone`),
  broken: reword('dynamodb:EnclosingOperation', 'dynamodb:Select'),
}
