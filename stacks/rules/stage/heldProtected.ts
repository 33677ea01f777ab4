import { option } from '../breaks.ts'
import { HELD, isHeld } from '../held.ts'
import { type Rule, unless } from '../rule.ts'

/** https://www.pulumi.com/docs/iac/concepts/options/protect/ */
export const heldProtected: Rule = {
  source: 'ours: stacks/held.ts; 45 CFR 164.312(c)(1)',
  says: 'nothing that what is stored depends on is deleted or replaced by a deploy of production',
  of: HELD,
  kinds: ['production'],
  where: isHeld,
  check: ({ protect }) => unless(protect, 'not protected'),
  broken: option({ protect: false }),
}
