import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Findings stand in the chart at their effective time. */
export const observation: RecordKind = {
  type: 'Observation',
  time: firstTime('effectiveDateTime', 'effectivePeriod.start', 'issued'),
  code: firstCode('code'),
}
