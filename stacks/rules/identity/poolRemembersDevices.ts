import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html */
export const poolRemembersDevices: Rule = {
  source: 'ours: 45 CFR 164.312(d)',
  says: 'a device that the pool does not know is asked for the second factor',
  of: [TYPE.pool],
  check: ({ inputs }) => unless(inputs.deviceConfiguration?.challengeRequiredOnNewDevice === true, 'is not asked'),
  broken: put('deviceConfiguration.challengeRequiredOnNewDevice', false),
}
