import { chart } from './chart.ts'
import { coded } from './elementInput.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Problems and diagnoses: in a chart, and the ways from them. */
export const condition: readonly Registered[] = [
  chart('Patient.conditions', 'Condition'),
  history('Condition'),
  ...recording({
    type: 'Condition',
    required: [['code']],
    choices: [
      ['onsetDateTime', 'onsetAge', 'onsetPeriod', 'onsetString'],
      ['abatementDateTime', 'abatementAge', 'abatementPeriod', 'abatementString'],
    ],
    codes: {},
    fill: ({ now, by }) => ({
      clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
      verificationStatus: coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed'),
      category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
      recordedDate: now,
      recorder: by,
    }),
  }),
  reference('Condition.subject'),
  reference('Condition.encounter'),
  reference('Condition.recorder'),
  reference('Condition.asserter'),
]
