import { put } from '../breaks.ts'
import { meant, type Resource } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
export const budgetTold: Rule = {
  source: 'ours: what costs more than it should is used by somebody else',
  says: 'spending beyond the budget is told, when it comes and when it is to be foreseen',
  of: [TYPE.budget],
  check({ inputs }, graph) {
    const told: readonly Resource['inputs'][] = inputs.notifications ?? []
    const heard = ({ subscriberSnsTopicArns = [] }: Resource['inputs']) =>
      subscriberSnsTopicArns.some((arn: string) => meant(graph, TYPE.topic, arn))
    return ['ACTUAL', 'FORECASTED']
      .filter((kind) => !told.some((one) => one.notificationType === kind && one.threshold <= 100 && heard(one)))
      .map((kind) => `${kind} is not told`)
  },
  broken: put('notifications', []),
}
