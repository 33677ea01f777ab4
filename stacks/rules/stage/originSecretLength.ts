import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://pages.nist.gov/800-63-4/sp800-63b.html */
export const originSecretLength: Rule = {
  source: 'ours: stacks/originSecret.ts',
  says: 'a secret that is made here has 256 random bits',
  of: [TYPE.randomBytes],
  check: ({ inputs }) => unless(inputs.length >= 32, 'shorter'),
  broken: put('length', 8),
}
