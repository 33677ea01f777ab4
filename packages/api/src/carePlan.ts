import { chart } from './chart.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Care plans: in a chart, and the ways from them. */
export const carePlan: readonly Registered[] = [
  chart('Patient.carePlans', 'CarePlan'),
  history('CarePlan'),
  ...recording({
    type: 'CarePlan',
    required: [['status'], ['intent'], ['title', 'description']],
    choices: [],
    // http://hl7.org/fhir/R4/valueset-request-status.html, http://hl7.org/fhir/R4/valueset-care-plan-intent.html
    codes: {
      status: ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
      intent: ['proposal', 'plan', 'order', 'option'],
    },
    fill: ({ now, by }) => ({ status: 'active', intent: 'plan', created: now, author: by }),
  }),
  reference('CarePlan.subject'),
  reference('CarePlan.encounter'),
  reference('CarePlan.author'),
  reference('CarePlan.careTeam'),
  reference('CarePlan.addresses'),
  reference('CarePlan.goal'),
  reference('CarePlanActivityDetail.goal'),
  reference('CarePlanActivityDetail.performer'),
]
