import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-autoscaling-enabled.html */
export const tableOnDemand: Rule = {
  source: 'cdk-nag HIPAA.Security-DynamoDBAutoScalingEnabled',
  says: 'every table takes what comes and is paid by request',
  of: [TYPE.table],
  check: ({ inputs }) => unless(inputs.billingMode === 'PAY_PER_REQUEST', 'has a capacity'),
  broken: put('billingMode', 'PROVISIONED'),
}
