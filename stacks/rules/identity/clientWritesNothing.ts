import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
export const clientWritesNothing: Rule = {
  source: 'ours: 45 CFR 164.312(a)(1)',
  says: 'no client changes an attribute of whoever signed in by it, but the time zone, which nothing reads',
  of: [TYPE.poolClient],
  check: ({ inputs }) =>
    // Left out or empty, it is every standard attribute (hashicorp/terraform-provider-aws issue 28684).
    unless(inputs.writeAttributes?.join() === 'zoneinfo', 'writes attributes'),
  broken: put('writeAttributes', []),
}
