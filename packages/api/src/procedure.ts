import { chart } from './chart.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Procedures: in a chart, and the ways from them. */
export const procedure: readonly Registered[] = [
  chart('Patient.procedures', 'Procedure'),
  history('Procedure'),
  ...recording({
    type: 'Procedure',
    required: [['status'], ['code']],
    choices: [['performedDateTime', 'performedPeriod', 'performedString']],
    // http://hl7.org/fhir/R4/valueset-event-status.html
    codes: {
      status: [
        'preparation',
        'in-progress',
        'not-done',
        'on-hold',
        'stopped',
        'completed',
        'entered-in-error',
        'unknown',
      ],
    },
    fill: ({ now, by }, given) => ({
      status: 'completed',
      performedDateTime: 'performedPeriod' in given ? null : now,
      recorder: by,
      performer: by === null ? null : [{ actor: by }],
    }),
  }),
  reference('Procedure.subject'),
  reference('Procedure.encounter'),
  reference('Procedure.recorder'),
  reference('Procedure.reasonReference'),
  reference('ProcedurePerformer.actor'),
  reference('ProcedurePerformer.onBehalfOf'),
]
