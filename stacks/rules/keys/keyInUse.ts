import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A key that is off at a deploy would take its tables and logs with it. */
export const keyInUse: Rule = {
  source: 'cdk-nag HIPAA.Security; 45 CFR 164.308(a)(7)',
  says: 'no key of ours is disabled, and none skips the check that somebody can still change its policy',
  of: [TYPE.key, TYPE.keyPolicy],
  check: ({ inputs }) => [
    ...unless(inputs.isEnabled !== false, 'disabled'),
    ...unless(inputs.bypassPolicyLockoutSafetyCheck !== true, 'may lock everybody out'),
  ],
  broken: put('bypassPolicyLockoutSafetyCheck', true),
}
