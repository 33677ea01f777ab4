import { chart } from './chart.ts'
import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Insurances: in a chart, and the ways from them. */
export const coverage: readonly Registered[] = [
  chart('Patient.coverages', 'Coverage'),
  history('Coverage'),
  reference('Coverage.policyHolder'),
  reference('Coverage.subscriber'),
  reference('Coverage.beneficiary'),
  reference('Coverage.payor'),
]
