import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/#forcedestroy_nodejs */
export const bucketNotEmptied: Rule = {
  source: 'ours: 45 CFR 164.312(c)(1)',
  says: 'no bucket of production is emptied by a deploy',
  of: [TYPE.bucket],
  kinds: ['production'],
  check: ({ inputs }) => unless(inputs.forceDestroy === false, 'would be emptied'),
  broken: put('forceDestroy', true),
}
