import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Procedures stand in the chart where they began. */
export const procedure: RecordKind = {
  type: 'Procedure',
  time: firstTime('performedDateTime', 'performedPeriod.start'),
  code: firstCode('code'),
}
