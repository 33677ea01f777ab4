import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html#id_roles_use_view-role-max-session */
export const roleSessionHour: Rule = {
  source: 'ours: 45 CFR 164.312(a)(2)(iii)',
  says: 'no session lasts longer than an hour',
  of: [TYPE.role],
  check: ({ inputs }) => unless((inputs.maxSessionDuration ?? 3_600) <= 3_600, 'longer than an hour'),
  broken: put('maxSessionDuration', 43_200),
}
