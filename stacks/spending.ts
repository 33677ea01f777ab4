import type { Stage } from './stage.ts'

/** Shares of the budget, in percent, that are told; a forecast takes five weeks of spending to be one. */
const TOLD = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
]

/** Makes the budget. It is the account's: one for a tag stays at zero, without a word, until the tag is activated for costs. */
export function makeBudget({ stage, topic }: { readonly stage: Stage; readonly topic: aws.sns.Topic }): void {
  new aws.budgets.Budget('Budget', {
    name: stage.prefix,
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(stage.budget),
    limitUnit: 'USD',
    notifications: TOLD.map((told) => ({
      ...told,
      comparisonOperator: 'GREATER_THAN',
      thresholdType: 'PERCENTAGE',
      subscriberSnsTopicArns: [topic.arn],
    })),
  })
}
