import { put } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing-view-sample.html */
export const firewallKeepsNoSample: Rule = {
  source: 'ours: a sample is a whole request; 45 CFR 164.502(b)',
  says: 'the firewall keeps no request as a sample',
  of: [TYPE.firewall],
  check: ({ inputs }) =>
    [inputs, ...(inputs.rules ?? [])]
      .filter(({ visibilityConfig }) => visibilityConfig?.sampledRequestsEnabled !== false)
      .map(({ name }) => `${name} keeps samples`),
  broken: put('visibilityConfig.sampledRequestsEnabled', true),
}
