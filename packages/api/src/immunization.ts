import { chart } from './chart.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Immunizations: in a chart, and the ways from them. */
export const immunization: readonly Registered[] = [
  chart('Patient.immunizations', 'Immunization'),
  history('Immunization'),
  ...recording({
    type: 'Immunization',
    required: [['status'], ['vaccineCode'], ['occurrenceDateTime']],
    choices: [['occurrenceDateTime', 'occurrenceString']],
    // http://hl7.org/fhir/R4/valueset-immunization-status.html
    codes: { status: ['completed', 'entered-in-error', 'not-done'] },
    fill: ({ now, by }) => ({
      status: 'completed',
      occurrenceDateTime: now,
      recorded: now,
      primarySource: true,
      performer: by === null ? null : [{ actor: by }],
    }),
  }),
  reference('Immunization.patient'),
  reference('Immunization.encounter'),
  reference('ImmunizationPerformer.actor'),
]
