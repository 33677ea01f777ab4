import { reword } from '../breaks.ts'
import { asked, covers, rightsOf } from '../policyDocument.ts'
import { isTenantRole, tablesOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const LISTS = ['000000000000#N', '000000000000#T']

/** The tenant of no tenant is a tag like any other. */
export const tenantNobodysLists: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts)',
  says: 'no session reads the lists of tenants and of usernames, whatever its tenant',
  of: [TYPE.role],
  where: isTenantRole,
  check(role, graph) {
    const denied = rightsOf(role, graph)
      .filter((one) => one.effect === 'Deny' && covers(one, 'dynamodb:Query'))
      .filter((one) => tablesOf(one, graph).includes('directory'))
      .flatMap((one) => asked(one, 'dynamodb:LeadingKeys', 'ForAnyValue:StringLike'))
    return LISTS.filter((one) => !denied.includes(one)).map((one) => `${one} is not denied`)
  },
  broken: reword('000000000000#T', '000000000000#X'),
}
