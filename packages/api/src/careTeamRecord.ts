import { chart } from './chart.ts'
import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Care teams as records: in a chart, and the ways from them. */
export const careTeamRecord: readonly Registered[] = [
  chart('Patient.careTeams', 'CareTeam'),
  history('CareTeam'),
  reference('CareTeam.subject'),
  reference('CareTeam.encounter'),
  reference('CareTeam.reasonReference'),
  reference('CareTeam.managingOrganization'),
  reference('CareTeamParticipant.member'),
  reference('CareTeamParticipant.onBehalfOf'),
]
