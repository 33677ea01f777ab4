import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Procedures: in a chart, and the ways from them. */
export const procedure: readonly Registered[] = [
  chart('Patient.procedures', 'Procedure'),
  reference('Procedure.subject'),
  reference('Procedure.encounter'),
  reference('Procedure.recorder'),
  reference('Procedure.reasonReference'),
  reference('ProcedurePerformer.actor'),
  reference('ProcedurePerformer.onBehalfOf'),
]
