import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
export const triggerTimeout: Rule = {
  source: 'Cognito Developer Guide: a trigger is waited for 5 seconds',
  says: 'the trigger of tokens ends before Cognito asks again',
  of: [TYPE.function],
  where: (fn, graph) => shortName(fn, graph) === 'preToken',
  check: ({ inputs }) => unless(inputs.timeout <= 5, 'more than 5 seconds'),
  broken: put('timeout', 6),
}
