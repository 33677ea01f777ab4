import { without } from '../breaks.ts'
import { all, means } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-in-backup-plan.html */
export const tableInBackupPlan: Rule = {
  source: 'cdk-nag HIPAA.Security-DynamoDBInBackupPlan; 45 CFR 164.308(a)(7)(ii)(A)',
  says: 'every table is copied into a vault',
  of: [TYPE.table],
  kinds: ['staging', 'production'],
  check: (table, graph) =>
    unless(
      all(graph, TYPE.backupSelection).some(({ inputs }) => inputs.resources?.some((arn: string) => means(arn, table))),
      'in no plan',
    ),
  broken: without(TYPE.backupSelection),
}
