import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Reports stand in the chart at the time that they are about. */
export const diagnosticReport: RecordKind = {
  type: 'DiagnosticReport',
  time: firstTime('effectiveDateTime', 'effectivePeriod.start', 'issued'),
  code: firstCode('code'),
}
