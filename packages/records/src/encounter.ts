import type { Encounter } from '@wardgraph/schema/types'
import { lowerBound } from './fhirTime.ts'
import type { RecordKind } from './kind.ts'

/** Encounters stand in the chart at their start. */
export const encounter: RecordKind = {
  type: 'Encounter',
  time: (content) => lowerBound((content as Pick<Encounter, 'period'>).period?.start), // checked when it was written
}
