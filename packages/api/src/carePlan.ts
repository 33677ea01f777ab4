import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Care plans: in a chart, and the ways from them. */
export const carePlan: readonly Registered[] = [
  chart('Patient.carePlans', 'CarePlan'),
  reference('CarePlan.subject'),
  reference('CarePlan.encounter'),
  reference('CarePlan.author'),
  reference('CarePlan.careTeam'),
  reference('CarePlan.addresses'),
  reference('CarePlan.goal'),
  reference('CarePlanActivityDetail.goal'),
  reference('CarePlanActivityDetail.performer'),
]
