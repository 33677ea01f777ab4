import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.2 */
export const clientNoOauth: Rule = {
  source: 'RFC 9700 2.1.2; 45 CFR 164.312(d)',
  says: 'no client has an OAuth flow, implicit or other, nor a place to be called back at',
  of: [TYPE.poolClient],
  check: ({ inputs }) => [
    ...unless(inputs.allowedOauthFlowsUserPoolClient !== true, 'OAuth is on'),
    ...['allowedOauthFlows', 'allowedOauthScopes', 'callbackUrls', 'logoutUrls']
      .filter((one) => (inputs[one] ?? []).length > 0)
      .map((one) => `has ${one}`),
  ],
  broken: put('allowedOauthFlows', ['implicit']),
}
