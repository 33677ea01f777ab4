import { added, granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import { ownerOf, tablesOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const TABLES: Readonly<Record<string, readonly string[]>> = {
  graphql: ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'],
  disclosures: ['directory', 'keys', 'audit', 'disclosures'],
  overwrites: ['directory', 'keys', 'audit'],
  preToken: ['directory', 'keys'],
  signer: ['directory', 'keys', 'audit'],
  trailCheck: ['audit'],
  operator: ['records', 'directory', 'keys', 'audit'],
  erasures: ['records', 'directory', 'keys', 'audit'],
}

/** Which function works with which table, and no other. */
export const functionTables: Rule = {
  source: 'ours: README.md; 45 CFR 164.502(b)',
  says: 'a function reaches the tables that it is known to work with',
  of: [TYPE.role],
  where: (role, graph) => ownerOf(role, graph) !== undefined,
  check(role, graph) {
    const may = TABLES[ownerOf(role, graph) ?? ''] ?? []
    return grantsOf(role, graph)
      .filter(({ actions }) => actions.some((one) => one === '*' || one.startsWith('dynamodb:')))
      .flatMap((one) => tablesOf(one, graph))
      .filter((table) => !may.includes(table))
      .map((table) => `reaches ${table}`)
  },
  broken: (role, graph) => {
    const other = 'arn:aws:dynamodb:us-east-1:123456789012:table/other'
    const more = added(TYPE.table, { name: 'other', arn: other })(role, graph)
    return granting({ Action: 'dynamodb:Query', Resource: other })(role, more)
  },
}
