import { option } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
export const aliasMovedByRelease: Rule = {
  source: 'ours: a deploy does not move requests to what nobody has watched',
  says: 'a deploy leaves the alias where it is',
  of: [TYPE.functionAlias],
  check: ({ ignoreChanges }) =>
    ['functionVersion', 'routingConfig'].filter((one) => !ignoreChanges.includes(one)).map((one) => `${one} is moved`),
  broken: option({ ignoreChanges: [] }),
}
