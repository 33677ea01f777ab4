import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html */
export const tableDeletionProtection: Rule = {
  source: 'CIS AWS; 45 CFR 164.312(c)(1)',
  says: 'no table of production can be deleted before its protection is lifted',
  of: [TYPE.table],
  kinds: ['production'],
  check: ({ inputs }) => unless(inputs.deletionProtectionEnabled === true, 'no deletion protection'),
  broken: put('deletionProtectionEnabled', false),
}
