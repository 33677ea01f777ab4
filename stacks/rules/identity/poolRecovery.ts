import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
export const poolRecovery: Rule = {
  source: 'ours: a telephone number can be taken over; 45 CFR 164.312(d)',
  says: 'a forgotten password is set anew by a verified e-mail address alone',
  of: [TYPE.pool],
  check({ inputs }) {
    const ways: readonly Resource['inputs'][] = inputs.accountRecoverySetting?.recoveryMechanisms ?? []
    return unless(ways.map(({ name }) => name).join() === 'verified_email', 'by something else')
  },
  broken: put('accountRecoverySetting.recoveryMechanisms', [{ name: 'verified_phone_number', priority: 1 }]),
}
