import { reword } from '../breaks.ts'
import { asked, covers, rightsOf } from '../policyDocument.ts'
import { isTenantRole, tablesOf } from '../rows.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const LISTS = { '000000000000#N': 'directory', '000000000000#T': 'directory', '000000000000#D': 'audit' }

/** The tenant of no tenant is a tag like any other. */
export const tenantNobodysLists: Rule = {
  source: 'ours: the tenant wall (stacks/wall.ts)',
  says: 'no session reads the lists of tenants and of usernames, whatever its tenant',
  of: [TYPE.role],
  where: isTenantRole,
  check(role, graph) {
    const denied = (action: string, table: string, list: string) =>
      rightsOf(role, graph)
        .filter((one) => one.effect === 'Deny' && covers(one, action) && tablesOf(one, graph).includes(table))
        .flatMap((one) => asked(one, 'dynamodb:LeadingKeys', 'ForAnyValue:StringLike'))
        .includes(list)
    return [
      ...Object.entries(LISTS)
        .filter(([list, table]) => !['Query', 'PutItem'].every((one) => denied(`dynamodb:${one}`, table, list)))
        .map(([list]) => `${list} is not denied`),
      ...unless(denied('dynamodb:DeleteItem', 'directory', '000000000000#O'), 'takes notices away'),
    ]
  },
  broken: reword('000000000000#T', '000000000000#X'),
}
