import { reword } from '../breaks.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
export const bucketPolicyAsksSource: Rule = {
  source: 'ours: the confused deputy; 45 CFR 164.312(a)(1)',
  says: 'a service writes into a bucket only for this account',
  of: [TYPE.bucketPolicy],
  where: ({ inputs }) => allowedBy(inputs.policy).length > 0,
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter((one) =>
        ['aws:SourceAccount', 'aws:SourceArn'].every(
          (key) => asked(one, key, 'StringEquals', 'ArnEquals', 'ArnLike', 'StringLike').length === 0,
        ),
      )
      .map(() => 'may be written to for any account'),
  broken: reword(/aws:Source(Account|Arn)/, 'aws:PrincipalType'),
}
