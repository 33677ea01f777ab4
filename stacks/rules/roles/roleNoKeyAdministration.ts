import { granting } from '../breaks.ts'
import { grantsOf } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const USES = /^kms:(Decrypt|Encrypt|GenerateDataKey|Sign|GetPublicKey|DescribeKey)$/

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const roleNoKeyAdministration: Rule = {
  source: 'ours: separation of duties; 45 CFR 164.308(a)(4)',
  says: 'no role that is made here administers a key, grants its use, or opens all keys',
  of: [TYPE.role],
  check: (role, graph) =>
    grantsOf(role, graph)
      .filter(({ actions }) => actions.some((one) => one === '*' || one.startsWith('kms:')))
      .flatMap(({ actions, resources }) => [
        ...actions.filter((one) => !USES.test(one)).map((one) => `may ${one}`),
        ...resources.filter((one) => one.endsWith('*')).map(() => 'with every key'),
      ]),
  broken: granting({
    Action: 'kms:ScheduleKeyDeletion',
    Resource: 'arn:aws:kms:us-east-1:123456789012:key/EnvelopeKey',
  }),
}
