import { firstTime } from './chartPlace.ts'
import type { RecordKind } from './kind.ts'

/** Encounters stand in the chart at their start. */
export const encounter: RecordKind = { type: 'Encounter', time: firstTime('period.start') }
