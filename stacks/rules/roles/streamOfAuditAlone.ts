import { both, granting, put } from '../breaks.ts'
import { covers, grantsOf } from '../policyDocument.ts'
import { ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const READERS = new Set(['disclosures', 'overwrites'])

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const streamOfAuditAlone: Rule = {
  source: 'ours: README.md; 45 CFR 164.502(b)',
  says: 'the stream of the audit trail is read by the two functions that follow it',
  of: [TYPE.role],
  check: (role, graph) =>
    READERS.has(ownerOf(role, graph) ?? '')
      ? []
      : grantsOf(role, graph)
          .filter((one) => covers(one, 'dynamodb:GetRecords'))
          .map(() => 'reads a stream'),
  broken: both(granting({ Action: 'dynamodb:GetRecords', Resource: '*' }), put('name', 'other')),
}
