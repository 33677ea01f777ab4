import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html */
export const poolThreatProtection: Rule = {
  source: 'cdk-nag AwsSolutions-COG3; 45 CFR 164.308(a)(5)(ii)(C)',
  says: 'a sign-in that looks stolen is stopped',
  of: [TYPE.pool],
  check: ({ inputs }) => unless(inputs.userPoolAddOns?.advancedSecurityMode === 'ENFORCED', 'not enforced'),
  broken: put('userPoolAddOns.advancedSecurityMode', 'AUDIT'),
}
