import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
export const functionTraced: Rule = {
  source: 'cdk-nag HIPAA.Security-APIGWXrayEnabled',
  says: 'every function is traced',
  of: [TYPE.function],
  check: ({ inputs }) => unless(inputs.tracingConfig?.mode === 'Active', 'not traced'),
  broken: put('tracingConfig.mode', 'PassThrough'),
}
