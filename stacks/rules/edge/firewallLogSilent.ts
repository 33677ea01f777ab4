import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const HEADERS = ['authorization', 'cookie', 'x-origin-secret']

/** https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html */
export const firewallLogSilent: Rule = {
  source: 'ours: no PHI and no token in a log; 45 CFR 164.502(b)',
  says: 'the log of the firewall has no query, no token, no cookie and no secret of the edge',
  of: [TYPE.firewallLog],
  check({ inputs }) {
    const fields: readonly Resource['inputs'][] = inputs.redactedFields ?? []
    return [
      ...unless(
        fields.some(({ queryString }) => queryString),
        'says the query',
      ),
      ...HEADERS.filter((one) => !fields.some(({ singleHeader }) => singleHeader?.name === one)).map(
        (one) => `says ${one}`,
      ),
    ]
  },
  broken: put('redactedFields', [{ queryString: {} }]),
}
