import { reword } from '../breaks.ts'
import { allowedBy } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const bucketPolicyAllowsServices: Rule = {
  source: 'CIS AWS; 45 CFR 164.312(a)(1)',
  says: 'a bucket policy opens its bucket to services alone',
  of: [TYPE.bucketPolicy],
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter(({ principals, inverted }) => inverted || Object.keys(principals).join() !== 'Service')
      .map(({ sid }) => `opens to others than services${sid && ` (${sid})`}`),
  broken: reword(/\\"Effect\\":\\"Deny\\"/, '\\"Effect\\":\\"Allow\\"'),
}
