import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
export const clientWritesNothing: Rule = {
  source: 'ours: 45 CFR 164.312(a)(1)',
  says: 'no client changes an attribute of whoever signed in by it',
  of: [TYPE.poolClient],
  check: ({ inputs }) =>
    // Left out, it is every standard attribute.
    unless(Array.isArray(inputs.writeAttributes) && inputs.writeAttributes.length === 0, 'writes attributes'),
  broken: put('writeAttributes', undefined),
}
