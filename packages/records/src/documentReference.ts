import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Documents stand in the chart where they were written. */
export const documentReference: RecordKind = {
  type: 'DocumentReference',
  time: firstTime('date', 'context.period.start'),
  code: firstCode('type'),
}
