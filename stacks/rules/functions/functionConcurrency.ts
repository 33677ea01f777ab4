import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/lambda-concurrency-check.html */
export const functionConcurrency: Rule = {
  source: 'cdk-nag HIPAA.Security-LambdaConcurrency; 45 CFR 164.308(a)(7)',
  says: 'no function takes the capacity of another',
  of: [TYPE.function],
  check: ({ inputs }) => unless(inputs.reservedConcurrentExecutions > 0, 'has no capacity of its own'),
  broken: put('reservedConcurrentExecutions', undefined),
}
