import { reword } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** In five minutes; a hospital is one address. */
const MOST = 10_000

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html */
export const firewallLimitsRate: Rule = {
  source: 'OWASP API4:2023; 45 CFR 164.308(a)(5)(ii)(B)',
  says: 'one address has so many requests and no more',
  of: [TYPE.firewall],
  check({ inputs }) {
    const rules: readonly Resource['inputs'][] = inputs.rules ?? []
    const limits = rules.filter(({ statement, action }) => statement.rateBasedStatement?.limit <= MOST && action?.block)
    return unless(limits.length > 0, 'no limit')
  },
  broken: reword('rateBasedStatement', 'geoMatchStatement'),
}
