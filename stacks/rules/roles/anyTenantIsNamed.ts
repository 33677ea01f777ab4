import { both, granting, put } from '../breaks.ts'
import { isTenantRole, ofRows, ownerOf, partitionsOf, READS, WRITES } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const NAMED = new Set(['preToken', 'signer', 'operator', 'erasures'])

/** The functions that act for no tenant, or for whichever: README.md says why for each. */
export const anyTenantIsNamed: Rule = {
  source: 'ours: README.md; 45 CFR 164.308(a)(4)',
  says: 'rows of whichever tenant are read by four functions that are named',
  of: [TYPE.role],
  check: (role, graph) =>
    NAMED.has(ownerOf(role, graph) ?? '') && !isTenantRole(role, graph)
      ? []
      : ofRows(role, graph, [...READS, ...WRITES])
          .flatMap((one) => partitionsOf(one).filter((partition) => /^[?*]/.test(partition)))
          .map((partition) => `reaches ${partition}`),
  broken: both(
    granting({
      Action: 'dynamodb:Query',
      Resource: '*',
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': '????????????#*' },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    put('name', 'other'),
  ),
}
