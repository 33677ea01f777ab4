import { put } from '../breaks.ts'
import { type Graph, meant, type Resource } from '../graph.ts'
import { allowedBy } from '../policyDocument.ts'
import { isTenantRole, ownerOf } from '../rows.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Services that take a role which is no function's; none of them runs code that somebody hands to it. */
const OTHERS = ['backup', 'cloudtrail', 'codedeploy', 's3', 'scheduler'].map((one) => `${one}.amazonaws.com`)

function servicesOf(role: Resource, graph: Graph): readonly string[] {
  if (ownerOf(role, graph) === undefined) return OTHERS
  return isTenantRole(role, graph) ? [] : ['lambda.amazonaws.com']
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const roleTrust: Rule = {
  source: '45 CFR 164.308(a)(4)',
  says: 'a role is taken by services and by roles of the stage that are named: by no account, and by nobody else',
  of: [TYPE.role],
  check: (role, graph) =>
    allowedBy(role.inputs.assumeRolePolicy).flatMap(({ principals, inverted }) => [
      ...unless(!inverted, 'says who may not'),
      ...(principals.Service ?? [])
        .filter((one) => !servicesOf(role, graph).includes(one))
        .map((one) => `trusts ${one}`),
      ...Object.entries(principals)
        .filter(([kind]) => kind !== 'Service')
        .flatMap(([kind, who]) => who.map((one) => [kind, one] as const))
        .filter(([kind, one]) => kind !== 'AWS' || meant(graph, TYPE.role, one) === undefined)
        .map(([, one]) => `trusts ${one}`),
    ]),
  broken: put('assumeRolePolicy', {
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
  }),
}
