import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Problems and diagnoses: in a chart, and the ways from them. */
export const condition: readonly Registered[] = [
  chart('Patient.conditions', 'Condition'),
  reference('Condition.subject'),
  reference('Condition.encounter'),
  reference('Condition.recorder'),
  reference('Condition.asserter'),
]
