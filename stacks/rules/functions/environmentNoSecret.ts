import { option } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Who may read a function's configuration reads its environment. */
export const environmentNoSecret: Rule = {
  source: 'ours: CIS AWS, secrets in AWS Secrets Manager; 45 CFR 164.312(a)(1)',
  says: 'nothing that was marked secret is in the environment of a function',
  of: [TYPE.function],
  check: ({ secrets }) =>
    secrets.filter((path) => path.startsWith('environment')).map((path) => `${path} was marked secret`),
  broken: option({ secrets: ['environment.variables.TOKEN'] }),
}
