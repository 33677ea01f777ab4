import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://datatracker.ietf.org/doc/html/rfc9700#section-4.14.2 */
export const clientRefreshRotates: Rule = {
  source: 'RFC 9700 4.14.2; 45 CFR 164.312(d)',
  says: 'a refresh token is used once, and can be revoked',
  of: [TYPE.poolClient],
  check: ({ inputs: { refreshTokenRotation, enableTokenRevocation } }) => [
    ...unless(refreshTokenRotation?.feature === 'ENABLED', 'does not rotate'),
    ...unless(refreshTokenRotation?.retryGracePeriodSeconds <= 60, 'may be used again for more than a minute'),
    ...unless(enableTokenRevocation === true, 'cannot be revoked'),
  ],
  broken: put('refreshTokenRotation.feature', 'DISABLED'),
}
