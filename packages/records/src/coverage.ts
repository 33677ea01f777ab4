import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Insurances stand in the chart at their start. */
export const coverage: RecordKind = {
  type: 'Coverage',
  time: firstTime('period.start'),
  code: firstCode('type'),
}
