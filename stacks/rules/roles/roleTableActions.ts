import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import { ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const KNOWN = new Set(
  [
    'BatchGetItem',
    'Query',
    'Scan',
    'PutItem',
    'DeleteItem',
    'ConditionCheckItem',
    'DescribeTable',
    'DescribeStream',
    'GetRecords',
    'GetShardIterator',
    'ListStreams',
  ].map((one) => `dynamodb:${one}`),
)

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const roleTableActions: Rule = {
  source: 'ours: packages/records/README.md; 45 CFR 164.502(b)',
  says: 'no function has PartiQL, BatchWriteItem, UpdateItem, or a way to change or delete a table',
  of: [TYPE.role],
  where: (role, graph) => ownerOf(role, graph) !== undefined,
  check: (role, graph) =>
    grantsOf(role, graph)
      .flatMap(({ actions }) => actions)
      .filter((one) => one.startsWith('dynamodb:') && !KNOWN.has(one))
      .map((one) => `may ${one}`),
  broken: granting({ Action: 'dynamodb:PartiQLSelect', Resource: '*' }),
}
