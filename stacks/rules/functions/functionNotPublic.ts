import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html */
export const functionNotPublic: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaFunctionPublicAccessProhibited; 45 CFR 164.312(a)(1)',
  says: 'a function is called by services that are named, each for one thing of this account',
  of: [TYPE.functionPermission],
  check: ({ inputs }) => [
    ...unless(/^[a-z-]+\.amazonaws\.com$/.test(inputs.principal), 'anybody calls it'),
    ...unless(inputs.sourceArn !== undefined || inputs.sourceAccount !== undefined, 'for any account'),
    ...unless(inputs.action === 'lambda:InvokeFunction', 'more than a call'),
  ],
  broken: put('principal', '*'),
}
