import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings.html */
export const guardOn: Rule = {
  source: 'CIS AWS 4.16; 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'where GuardDuty is ours it is on, and tells within 15 minutes',
  of: [TYPE.guard],
  check: ({ inputs }) => [
    ...unless(inputs.enable === true, 'is off'),
    ...unless(inputs.findingPublishingFrequency === 'FIFTEEN_MINUTES', 'tells later'),
  ],
  broken: put('enable', false),
}
