import { effectiveTime } from '@wardgraph/fhir'
import type { RecordKind } from './kind.ts'

/** Encounters stand in the chart at their start. */
export const encounter: RecordKind = { type: 'Encounter', time: (content) => effectiveTime('Encounter', content) }
