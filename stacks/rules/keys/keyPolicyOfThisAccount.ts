import { put } from '../breaks.ts'
import { allowedBy, asked } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Services that use a key in the name of whoever may use what is theirs. */
const THROUGH = ['dynamodb', 'backup', 'lambda']

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account */
export const keyPolicyOfThisAccount: Rule = {
  source: '45 CFR 164.312(a)(1)',
  says: 'whoever a key is open to comes from this account, through a service that is named',
  of: [TYPE.keyPolicy],
  check: ({ inputs }) =>
    allowedBy(inputs.policy)
      .filter(({ principals }) => Object.values(principals).flat().includes('*'))
      .filter((one) => {
        const through = asked(one, 'kms:ViaService', 'StringEquals')
        const isNamed = through.length > 0 && through.every((service) => THROUGH.includes(service.split('.')[0] ?? ''))
        return !isNamed || asked(one, 'kms:CallerAccount', 'StringEquals').length === 0
      })
      .map(({ sid }) => `${sid} is for anybody`),
  broken: (policy, graph) => {
    const { Statement } = JSON.parse(policy.inputs.policy)
    const open = { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
    return put('policy', JSON.stringify({ Statement: [...Statement, open] }))(policy, graph)
  },
}
