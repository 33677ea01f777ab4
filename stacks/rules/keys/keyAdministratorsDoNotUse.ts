import { reword } from '../breaks.ts'
import { allowedBy, covers } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:Sign', 'kms:CreateGrant']

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators */
export const keyAdministratorsDoNotUse: Rule = {
  source: 'ours: separation of duties; 45 CFR 164.308(a)(4)',
  says: 'who administers a key cannot use it by its policy',
  of: [TYPE.keyPolicy],
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter(({ principals }) => (principals.AWS ?? []).some((one) => one.endsWith(':root')))
      .flatMap((one) => USES.filter((use) => covers(one, use)).map((use) => `the account has ${use}`)),
  broken: reword('kms:DescribeKey', 'kms:*'),
}
