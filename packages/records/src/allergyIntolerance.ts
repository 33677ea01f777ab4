import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Allergies stand in the chart where they were recorded, else where they began. */
export const allergyIntolerance: RecordKind = {
  type: 'AllergyIntolerance',
  time: firstTime('recordedDate', 'onsetDateTime', 'onsetPeriod.start'),
  code: firstCode('code'),
}
