import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Goals: in a chart, and the ways from them. */
export const goal: readonly Registered[] = [
  chart('Patient.goals', 'Goal'),
  reference('Goal.subject'),
  reference('Goal.expressedBy'),
  reference('Goal.addresses'),
]
