import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** A visit's ways to patient, staff and place. */
export const encounter: readonly Registered[] = [
  reference('Encounter.subject'),
  reference('Encounter.serviceProvider'),
  history('Encounter'),
  reference('EncounterParticipant.individual'),
]
