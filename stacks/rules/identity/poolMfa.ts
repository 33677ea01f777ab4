import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html */
export const poolMfa: Rule = {
  source: 'cdk-nag AwsSolutions-COG2; 45 CFR 164.312(d)',
  says: 'nobody signs in without a second factor, which is an app and never a text message',
  of: [TYPE.pool],
  check: ({ inputs }) => [
    ...unless(inputs.mfaConfiguration === 'ON', 'a second factor is not asked of all'),
    ...unless(inputs.softwareTokenMfaConfiguration?.enabled === true, 'no app'),
    ...unless((inputs.smsConfiguration ?? null) === null, 'text messages'),
  ],
  broken: put('mfaConfiguration', 'OPTIONAL'),
}
