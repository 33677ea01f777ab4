import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html */
export const clientTokenLifetimes: Rule = {
  source: 'ours: 45 CFR 164.312(a)(2)(iii)',
  says: 'an access or id token lasts 15 minutes and a refresh token 8 hours',
  of: [TYPE.poolClient],
  check({ inputs }) {
    const units = inputs.tokenValidityUnits ?? {}
    const lasts = ['accessToken', 'idToken', 'refreshToken'].map((one) => `${inputs[`${one}Validity`]} ${units[one]}`)
    return unless(lasts.join(', ') === '15 minutes, 15 minutes, 8 hours', `last ${lasts.join(', ')}`)
  },
  broken: put('tokenValidityUnits.accessToken', 'hours'),
}
