import { firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Care plans stand in the chart at their start. */
export const carePlan: RecordKind = {
  type: 'CarePlan',
  time: firstTime('period.start', 'created'),
}
