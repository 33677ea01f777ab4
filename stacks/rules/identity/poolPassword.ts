import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const KINDS = ['requireLowercase', 'requireUppercase', 'requireNumbers', 'requireSymbols']

/** https://pages.nist.gov/800-63-4/sp800-63b.html */
export const poolPassword: Rule = {
  source: 'cdk-nag AwsSolutions-COG1; CIS AWS 1.8; 45 CFR 164.308(a)(5)(ii)(D)',
  says: 'a password has 14 characters of four kinds, is none of the last 24, and lasts a day if somebody else made it',
  of: [TYPE.pool],
  check: ({ inputs: { passwordPolicy = {} } }) => [
    ...unless(passwordPolicy.minimumLength >= 14, 'fewer than 14 characters'),
    ...KINDS.filter((kind) => passwordPolicy[kind] !== true).map((kind) => `${kind} is not on`),
    ...unless(passwordPolicy.passwordHistorySize === 24, 'old passwords again'),
    ...unless(passwordPolicy.temporaryPasswordValidityDays === 1, 'temporary for longer than a day'),
  ],
  broken: put('passwordPolicy.minimumLength', 13),
}
