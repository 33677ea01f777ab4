import { granting } from '../breaks.ts'
import { rightsOf } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
export const roleNoInverse: Rule = {
  source: 'ours: what is allowed can be counted; 45 CFR 164.308(a)(4)',
  says: 'no right is "everything but"',
  of: [TYPE.role],
  check: (role, graph) =>
    rightsOf(role, graph)
      .filter(({ inverted }) => inverted)
      .map(() => 'has a statement of everything but'),
  broken: granting({ NotAction: 'iam:*', Resource: '*' }),
}
