import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html */
export const firewallHidesBodies: Rule = {
  source: 'ours: no PHI in a log; 45 CFR 164.502(b)',
  says: 'what the firewall matched in a body is in no log',
  of: [TYPE.firewall],
  check({ inputs }) {
    const hidden: readonly Resource['inputs'][] = inputs.dataProtectionConfig?.dataProtections ?? []
    return ['BODY', 'QUERY_STRING', 'SINGLE_HEADER']
      .filter((kind) => !hidden.some(({ field }) => field?.fieldType === kind))
      .map((kind) => `${kind} is not hidden`)
  },
  broken: put('dataProtectionConfig', undefined),
}
