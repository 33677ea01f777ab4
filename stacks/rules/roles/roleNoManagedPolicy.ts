import { put } from '../breaks.ts'
import { all, means } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html */
export const roleNoManagedPolicy: Rule = {
  source: 'cdk-nag AwsSolutions-IAM4',
  says: 'no role has a policy of which AWS says what is in it',
  of: [TYPE.role],
  check(role, graph) {
    const attached = all(graph, TYPE.rolePolicyAttachment).filter(({ inputs }) => means(inputs.role, role))
    const arns: readonly string[] = [
      ...(role.inputs.managedPolicyArns ?? []),
      ...attached.map((one) => one.inputs.policyArn),
    ]
    return arns.filter((arn) => arn.startsWith('arn:aws:iam::aws:')).map((arn) => `has ${arn}`)
  },
  broken: put('managedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
}
