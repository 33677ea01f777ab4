import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export const streamBisects: Rule = {
  source: 'ours: one bad record does not take the others with it; 45 CFR 164.528',
  says: 'records that fail are tried with ever fewer others',
  of: [TYPE.eventSource],
  check: ({ inputs }) => unless(inputs.bisectBatchOnFunctionError === true, 'all or none'),
  broken: put('bisectBatchOnFunctionError', false),
}
