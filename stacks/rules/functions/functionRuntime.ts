import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const functionRuntime: Rule = {
  source: 'cdk-nag AwsSolutions-L1',
  says: 'every function runs on Node.js 24',
  of: [TYPE.function],
  check: ({ inputs }) => unless(inputs.runtime === 'nodejs24.x', 'another runtime'),
  broken: put('runtime', 'nodejs22.x'),
}
