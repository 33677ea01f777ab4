import { option } from '../breaks.ts'
import { HELD, isHeld } from '../held.ts'
import { type Rule, unless } from '../rule.ts'

/** https://www.pulumi.com/docs/iac/concepts/options/retainondelete/ */
export const heldRetained: Rule = {
  source: 'ours: stacks/held.ts; 45 CFR 164.312(c)(1)',
  says: 'what is stored in production stays when the stage goes',
  of: HELD,
  kinds: ['production'],
  where: isHeld,
  check: ({ retainOnDelete }) => unless(retainOnDelete, 'goes with the stage'),
  broken: option({ retainOnDelete: false }),
}
