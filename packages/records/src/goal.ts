import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Goals stand in the chart at their start. */
export const goal: RecordKind = {
  type: 'Goal',
  time: firstTime('startDate', 'statusDate'),
  code: firstCode('description'),
}
