import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html */
export const poolPlus: Rule = {
  source: 'cdk-nag AwsSolutions-COG8',
  says: 'the pool has the plan that threat protection is part of',
  of: [TYPE.pool],
  check: ({ inputs }) => unless(inputs.userPoolTier === 'PLUS', 'not of the Plus plan'),
  broken: put('userPoolTier', 'ESSENTIALS'),
}
