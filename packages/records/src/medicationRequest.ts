import { firstCode, firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Prescriptions stand in the chart where they were written. */
export const medicationRequest: RecordKind = {
  type: 'MedicationRequest',
  time: firstTime('authoredOn'),
  code: firstCode('medicationCodeableConcept'),
}
