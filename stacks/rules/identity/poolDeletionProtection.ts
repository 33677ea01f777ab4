import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html */
export const poolDeletionProtection: Rule = {
  source: 'ours: 45 CFR 164.312(c)(1)',
  says: 'the pool of production cannot be deleted before its protection is lifted',
  of: [TYPE.pool],
  kinds: ['production'],
  check: ({ inputs }) => unless(inputs.deletionProtection === 'ACTIVE', 'can be deleted'),
  broken: put('deletionProtection', 'INACTIVE'),
}
