import { granting } from '../breaks.ts'
import { companions, type Graph, means, type Resource } from '../graph.ts'
import { allowedBy, covers } from '../policyDocument.ts'
import { keyRights } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Whether the key's policy gives the right: to the role by name, or to whoever comes through a service. */
function gives(key: Resource, action: string, role: Resource, graph: Graph): boolean {
  return companions(graph, TYPE.keyPolicy, 'keyId', key)
    .flatMap(({ inputs }) => allowedBy(inputs.policy))
    .filter((one) => covers(one, action))
    .some(({ principals: { AWS = [] } }) => AWS.some((who) => who === '*' || means(who, role)))
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
export const keyPolicyNamesUsers: Rule = {
  source: 'ours: where a policy names the users of a key, a right of IAM alone opens nothing',
  says: 'whoever has a right to a key is named in its policy, with that right',
  of: [TYPE.role],
  where: (role, graph) => keyRights(role, graph).length > 0,
  check: (role, graph) =>
    keyRights(role, graph)
      .filter(({ key, action }) => !gives(key, action, role, graph))
      .map(({ key, action }) => `the policy of ${key.name} does not give it ${action}`),
  broken: granting({ Action: 'kms:Verify', Resource: 'arn:aws:kms:us-east-1:123456789012:key/DigestKey' }),
}
