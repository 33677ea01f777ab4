import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html */
export const clientOwnPoolOnly: Rule = {
  source: 'ours: 45 CFR 164.312(d)',
  says: 'nobody else says who somebody is',
  of: [TYPE.poolClient],
  check: ({ inputs }) => unless(`${inputs.supportedIdentityProviders}` === 'COGNITO', 'others do'),
  broken: put('supportedIdentityProviders', ['COGNITO', 'Google']),
}
