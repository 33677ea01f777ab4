import { granting } from '../breaks.ts'
import { ofRows, tablesOf, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://www.ecfr.gov/current/title-45/section-164.312#p-164.312(c)(1) */
export const auditAppendOnly: Rule = {
  source: '45 CFR 164.312(b), 164.312(c)(1)',
  says: 'nobody changes or deletes a record of the audit trail',
  of: [TYPE.role],
  check: (role, graph) =>
    ofRows(
      role,
      graph,
      WRITES.filter((one) => one !== 'dynamodb:PutItem'),
    )
      .filter((one) => tablesOf(one, graph).includes('audit'))
      .map(({ actions }) => `may ${actions}`),
  broken: granting({ Action: 'dynamodb:DeleteItem', Resource: '*' }),
}
