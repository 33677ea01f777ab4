import { added } from '../breaks.ts'
import { all } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const USERS = [TYPE.user, TYPE.group, TYPE.userPolicy, TYPE.accessKey]

/** https://docs.aws.amazon.com/config/latest/developerguide/iam-user-no-policies-check.html */
export const nobodyLogsIn: Rule = {
  source: 'cdk-nag HIPAA.Security-IAMUserNoPolicies, IAMUserGroupMembership, IAMGroupHasUsers; CIS AWS 1.15',
  says: 'there is no IAM user, no group and no access key that lasts',
  of: [TYPE.stack],
  check: (_, graph) => USERS.filter((type) => all(graph, type).length > 0).map((type) => `there is a ${type}`),
  broken: added(TYPE.accessKey, { user: 'deployer' }),
}
