import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const CALLERS = ['apigateway.amazonaws.com', 'cognito-idp.amazonaws.com']

/** https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html */
export const functionNotPublic: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaFunctionPublicAccessProhibited; 45 CFR 164.312(a)(1)',
  says: 'a function is called by services that are named, each for one thing of this account',
  of: [TYPE.functionPermission],
  check: ({ inputs }) => [
    ...unless(CALLERS.includes(inputs.principal), 'anybody calls it'),
    // Of this account: the ARN is of what was made here.
    ...unless(inputs.sourceArn !== undefined, 'for any account'),
    ...unless(inputs.action === 'lambda:InvokeFunction', 'more than a call'),
  ],
  broken: put('principal', '*'),
}
