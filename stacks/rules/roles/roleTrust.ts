import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { allowedBy } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const roleTrust: Rule = {
  source: 'CIS AWS 1.16; 45 CFR 164.308(a)(4)',
  says: 'a role is taken by services and by roles of the stage that are named: by no account, and by nobody else',
  of: [TYPE.role],
  check: ({ inputs }, graph) =>
    allowedBy(inputs.assumeRolePolicy).flatMap(({ principals, inverted }) => [
      ...unless(!inverted, 'says who may not'),
      ...Object.entries(principals)
        .filter(([kind]) => kind !== 'Service')
        .flatMap(([kind, who]) => who.map((one) => [kind, one] as const))
        .filter(([kind, one]) => kind !== 'AWS' || meant(graph, TYPE.role, one) === undefined)
        .map(([, one]) => `trusts ${one}`),
    ]),
  broken: put('assumeRolePolicy', {
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
  }),
}
