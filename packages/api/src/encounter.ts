import { chart } from './chart.ts'
import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Visits: in a chart, and the ways to patient, staff and place. */
export const encounter: readonly Registered[] = [
  chart('Patient.encounters', 'Encounter'),
  reference('Encounter.subject'),
  reference('Encounter.serviceProvider'),
  history('Encounter'),
  reference('Encounter.reasonReference'),
  reference('EncounterParticipant.individual'),
]
