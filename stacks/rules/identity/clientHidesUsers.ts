import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html */
export const clientHidesUsers: Rule = {
  source: 'ours: OWASP WSTG-IDNT-04',
  says: 'nobody learns by signing in who has an account',
  of: [TYPE.poolClient],
  check: ({ inputs }) => unless(inputs.preventUserExistenceErrors === 'ENABLED', 'tells'),
  broken: put('preventUserExistenceErrors', 'LEGACY'),
}
