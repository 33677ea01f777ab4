import type { Content, Stored } from '@wardgraph/records'
import { allergyWarnings } from './allergyWarnings.ts'
import { chart } from './chart.ts'
import { history } from './history.ts'
import type { Ready } from './mutation.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'
import { lookInto } from './show.ts'

/** Prescriptions: in a chart, and the ways from them. */
export const medicationRequest: readonly Registered[] = [
  chart('Patient.medicationRequests', 'MedicationRequest'),
  history('MedicationRequest'),
  ...recording({
    type: 'MedicationRequest',
    required: [['status'], ['intent'], ['medicationCodeableConcept']],
    choices: [['medicationCodeableConcept', 'medicationReference']],
    // http://hl7.org/fhir/R4/valueset-medicationrequest-status.html, -intent.html, valueset-request-priority.html
    codes: {
      status: ['active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft', 'unknown'],
      intent: [
        'proposal',
        'plan',
        'order',
        'original-order',
        'reflex-order',
        'filler-order',
        'instance-order',
        'option',
      ],
      priority: ['routine', 'urgent', 'asap', 'stat'],
    },
    fill: ({ now, by }) => ({ status: 'active', intent: 'order', authoredOn: now, requester: by }),
    precaution: (ready, { given, input, before }) =>
      allergyWarnings(ready, { medication: ordered(ready, { given, before }), acknowledged: input.acknowledged }),
  }),
  reference('MedicationRequest.subject'),
  reference('MedicationRequest.encounter'),
  reference('MedicationRequest.requester'),
  reference('MedicationRequest.reasonReference'),
]

/** What is ordered by it: another medication, or the same once more. */
function ordered(
  { scope }: Ready,
  { given, before }: { readonly given: Content; readonly before: Stored | undefined },
): unknown {
  if (before === undefined || given.medicationCodeableConcept !== undefined) return given.medicationCodeableConcept
  if (given.status !== 'active') return undefined
  return lookInto(scope, before, ['MedicationRequest.medicationCodeableConcept']).medicationCodeableConcept
}
