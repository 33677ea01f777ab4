import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Immunizations: in a chart, and the ways from them. */
export const immunization: readonly Registered[] = [
  chart('Patient.immunizations', 'Immunization'),
  reference('Immunization.patient'),
  reference('Immunization.encounter'),
  reference('ImmunizationPerformer.actor'),
]
