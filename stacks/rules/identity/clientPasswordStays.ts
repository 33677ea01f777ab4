import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://datatracker.ietf.org/doc/html/rfc5054 */
export const clientPasswordStays: Rule = {
  source: 'ours: 45 CFR 164.312(d)',
  says: 'a password never travels: a client signs in by SRP alone',
  of: [TYPE.poolClient],
  check: ({ inputs }) => unless(`${inputs.explicitAuthFlows}` === 'ALLOW_USER_SRP_AUTH', 'has other flows'),
  broken: put('explicitAuthFlows', ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH']),
}
