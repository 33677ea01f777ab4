import { reword } from '../breaks.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const SOURCES = [
  'aws:SourceAccount',
  'aws:SourceArn',
  'kms:EncryptionContext:aws:logs:arn',
  'kms:EncryptionContext:aws:sns:topicArn',
]

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const keyPolicyServicesAsked: Rule = {
  source: 'ours: the confused deputy; 45 CFR 164.312(a)(1)',
  says: 'a service uses a key only for what is of this account',
  of: [TYPE.keyPolicy],
  where: ({ inputs }) => allowedBy(inputs.policy).some(({ principals }) => principals.Service !== undefined),
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter(({ principals }) => principals.Service !== undefined)
      .filter((one) => SOURCES.every((key) => asked(one, key, 'StringEquals', 'ArnEquals', 'ArnLike').length === 0))
      .map(({ sid }) => `${sid} may be asked by any account`),
  broken: reword(/aws:Source(Account|Arn)|kms:EncryptionContext:aws:(logs:arn|sns:topicArn)/, 'aws:PrincipalType'),
}
