import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import { ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const SERVICES = new Set(['dynamodb', 'kms', 'logs', 'xray', 'sqs', 's3', 'sts', 'cloudwatch'])

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const functionServices: Rule = {
  source: 'ours: no way to more rights; 45 CFR 164.308(a)(4)',
  says: 'no function changes roles, functions, users or whatever else it is made of',
  of: [TYPE.role],
  where: (role, graph) => ownerOf(role, graph) !== undefined,
  check: (role, graph) =>
    grantsOf(role, graph)
      .flatMap(({ actions }) => actions)
      .filter((one) => !SERVICES.has(one.split(':')[0] ?? ''))
      .map((one) => `may ${one}`),
  broken: granting({ Action: 'iam:PassRole', Resource: '*' }),
}
