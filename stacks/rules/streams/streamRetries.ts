import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export const streamRetries: Rule = {
  source: 'ours: one bad record does not hold up the others for a day',
  says: 'a record that fails is tried so many times and no more',
  of: [TYPE.eventSource],
  check: ({ inputs }) =>
    unless(inputs.maximumRetryAttempts >= 1 && inputs.maximumRetryAttempts <= 10, 'is tried for ever, or once'),
  broken: put('maximumRetryAttempts', -1),
}
