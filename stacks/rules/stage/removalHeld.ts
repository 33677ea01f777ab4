import { app } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://sst.dev/docs/reference/config#removal */
export const removalHeld: Rule = {
  source: 'ours: 45 CFR 164.310(d)(2)(i)',
  says: 'sst remove is refused in production, and would leave what is stored',
  of: [TYPE.stack],
  kinds: ['production'],
  check: (_, { app: { removal, protect } }) => [
    ...unless(removal === 'retain', 'is removed'),
    ...unless(protect, 'sst remove is not refused'),
  ],
  broken: app({ protect: false }),
}
