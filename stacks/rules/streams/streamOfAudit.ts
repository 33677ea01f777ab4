import { put } from '../breaks.ts'
import { prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
export const streamOfAudit: Rule = {
  source: 'ours: README.md; 45 CFR 164.502(b)',
  says: 'what is followed is the audit trail, and it is followed without a pause',
  of: [TYPE.eventSource],
  check: ({ inputs }, graph) => [
    ...unless(`${inputs.eventSourceArn}`.includes(`:table/${prefixOf(graph)}-audit/stream/`), 'another stream'),
    ...unless(inputs.enabled !== false, 'off'),
  ],
  broken: put('enabled', false),
}
