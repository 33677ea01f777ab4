import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html */
export const poolClosed: Rule = {
  source: 'ours: 45 CFR 164.308(a)(3)(ii)(A)',
  says: 'nobody signs up',
  of: [TYPE.pool],
  check: ({ inputs }) => unless(inputs.adminCreateUserConfig?.allowAdminCreateUserOnly === true, 'open sign-up'),
  broken: put('adminCreateUserConfig.allowAdminCreateUserOnly', false),
}
