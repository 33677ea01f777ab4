import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-pitr-enabled.html */
export const tablePointInTime: Rule = {
  source: 'cdk-nag HIPAA.Security-DynamoDBPITREnabled, AwsSolutions-DDB3; 45 CFR 164.308(a)(7)(ii)(A)',
  says: 'every table can be restored as it was at any second',
  of: [TYPE.table],
  check: ({ inputs }) => unless(inputs.pointInTimeRecovery?.enabled === true, 'no point-in-time recovery'),
  broken: put('pointInTimeRecovery.enabled', false),
}
