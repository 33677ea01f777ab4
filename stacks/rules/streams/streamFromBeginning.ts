import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
export const streamFromBeginning: Rule = {
  source: 'ours: docs/audit.md; 45 CFR 164.528',
  says: 'whoever follows the audit trail begins with its first record',
  of: [TYPE.eventSource],
  check: ({ inputs }) => unless(inputs.startingPosition === 'TRIM_HORIZON', 'begins with whatever is newest'),
  broken: put('startingPosition', 'LATEST'),
}
