import { put } from '../breaks.ts'
import { kindOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html */
export const releaseTakenBack: Rule = {
  source: 'ours: 45 CFR 164.308(a)(7)',
  says: 'a release that fails is taken back by itself, and one that is no experiment goes to a tenth first',
  of: [TYPE.deploymentGroup],
  check: ({ inputs }, graph) => [
    ...unless(inputs.autoRollbackConfiguration?.enabled === true, 'is not taken back'),
    ...unless(
      kindOf(graph) === 'personal' || /Canary10Percent/.test(inputs.deploymentConfigName),
      'goes to everybody at once',
    ),
  ],
  broken: put('autoRollbackConfiguration.enabled', false),
}
