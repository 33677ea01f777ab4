import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Immunizations stand in the chart where they were given. */
export const immunization: RecordKind = {
  type: 'Immunization',
  time: firstTime('occurrenceDateTime', 'recorded'),
  code: firstCode('vaccineCode'),
}
