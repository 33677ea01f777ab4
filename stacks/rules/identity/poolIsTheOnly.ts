import { added } from '../breaks.ts'
import { all } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html */
export const poolIsTheOnly: Rule = {
  source: 'cdk-nag AwsSolutions-COG7; 45 CFR 164.312(d)',
  says: 'nobody gets AWS credentials by signing in: there is no identity pool',
  of: [TYPE.pool],
  check: (_, graph) => unless(all(graph, TYPE.identityPool).length === 0, 'there is an identity pool'),
  broken: added(TYPE.identityPool, { allowUnauthenticatedIdentities: true }),
}
