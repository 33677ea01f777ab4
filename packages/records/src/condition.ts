import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Conditions stand in the chart where they began, else where they were recorded. */
export const condition: RecordKind = {
  type: 'Condition',
  time: firstTime('onsetDateTime', 'onsetPeriod.start', 'recordedDate'),
  code: firstCode('code'),
}
