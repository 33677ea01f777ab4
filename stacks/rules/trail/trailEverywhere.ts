import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-enabled.html */
export const trailEverywhere: Rule = {
  source: 'CIS AWS 3.1; 45 CFR 164.312(b)',
  says: 'the trail is of all regions and of what has none, and it is on',
  of: [TYPE.trail],
  check: ({ inputs }) => [
    ...unless(inputs.isMultiRegionTrail === true, 'of one region'),
    ...unless(inputs.includeGlobalServiceEvents !== false, 'without IAM'),
    ...unless(inputs.enableLogging !== false, 'off'),
  ],
  broken: put('isMultiRegionTrail', false),
}
