import { without } from '../breaks.ts'
import { companions, means } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export const keyHasPolicy: Rule = {
  source: 'ours: the policy that KMS writes itself lets IAM say who uses a key; 45 CFR 164.312(a)(1)',
  says: 'every key has a policy of ours',
  of: [TYPE.key],
  check: (key, graph) =>
    unless(companions(graph, TYPE.keyPolicy, 'keyId', key).length === 1, 'has not one policy of ours'),
  broken: without(TYPE.keyPolicy, (policy, key) => means(policy.inputs.keyId, key)),
}
