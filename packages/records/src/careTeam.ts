import { firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Care teams stand in the chart at their start. */
export const careTeam: RecordKind = {
  type: 'CareTeam',
  time: firstTime('period.start'),
}
