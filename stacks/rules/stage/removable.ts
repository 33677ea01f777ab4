import { option } from '../breaks.ts'
import { HELD, isHeld } from '../held.ts'
import { type Rule, unless } from '../rule.ts'

/** What is left behind by a stage of synthetic data is paid for and read by nobody. */
export const removable: Rule = {
  source: 'ours: stacks/stage.ts',
  says: 'sst remove leaves nothing of a stage without PHI',
  of: HELD,
  kinds: ['personal', 'staging'],
  where: isHeld,
  check: ({ protect, retainOnDelete, inputs }) => [
    ...unless(!protect && !retainOnDelete, 'stays'),
    ...unless(inputs.deletionProtectionEnabled !== true && inputs.deletionProtection !== 'ACTIVE', 'cannot be deleted'),
    ...unless(inputs.forceDestroy !== false, 'is not emptied'),
  ],
  broken: option({ protect: true }),
}
