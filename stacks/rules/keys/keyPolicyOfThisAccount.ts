import { put } from '../breaks.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account */
export const keyPolicyOfThisAccount: Rule = {
  source: 'CIS AWS; 45 CFR 164.312(a)(1)',
  says: 'whoever a key is open to comes from this account, through a service that is named',
  of: [TYPE.keyPolicy],
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter(({ principals }) => Object.values(principals).flat().includes('*'))
      .filter((one) =>
        ['kms:CallerAccount', 'kms:ViaService'].some((key) => asked(one, key, 'StringEquals').length === 0),
      )
      .map(({ sid }) => `${sid} is for anybody`),
  broken: (policy, graph) => {
    const { Statement } = JSON.parse(policy.inputs.policy)
    const open = { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
    return put('policy', JSON.stringify({ Statement: [...Statement, open] }))(policy, graph)
  },
}
