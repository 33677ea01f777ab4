import { granting } from '../breaks.ts'
import { called } from '../graph.ts'
import { grantsOf } from '../policyDocument.ts'
import { isTenantRole, ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export const functionLogsOwn: Rule = {
  source: 'ours: what a log says was said by its function; 45 CFR 164.312(b)',
  says: 'a function writes to its own log group and to no other',
  of: [TYPE.role],
  where: (role, graph) => ownerOf(role, graph) !== undefined && !isTenantRole(role, graph),
  check: (role, graph) =>
    grantsOf(role, graph)
      .filter(({ actions }) => actions.some((one) => one.startsWith('logs:')))
      .flatMap(({ resources }) => resources.filter((one) => !one.endsWith(`:/aws/lambda/${called(role)}:*`)))
      .map((one) => `writes to ${one}`),
  broken: granting({ Action: 'logs:PutLogEvents', Resource: '*' }),
}
