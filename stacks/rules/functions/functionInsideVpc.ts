import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/lambda-inside-vpc.html */
export const functionInsideVpc: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaInsideVPC',
  says: 'every function runs in a network of ours',
  of: [TYPE.function],
  check: ({ inputs }) => unless((inputs.vpcConfig?.subnetIds ?? []).length > 0, 'in no network of ours'),
  broken: put('vpcConfig', undefined),
}
