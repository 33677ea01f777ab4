import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Visits: in a chart, and the ways from them. */
export const encounter: readonly Registered[] = [
  chart('Patient.encounters', 'Encounter'),
  reference('Encounter.subject'),
  reference('Encounter.serviceProvider'),
  reference('Encounter.reasonReference'),
  reference('EncounterParticipant.individual'),
]
