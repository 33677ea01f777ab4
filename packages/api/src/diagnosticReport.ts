import { chart } from './chart.ts'
import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Reports: in a chart, and the ways from them. */
export const diagnosticReport: readonly Registered[] = [
  chart('Patient.diagnosticReports', 'DiagnosticReport'),
  history('DiagnosticReport'),
  reference('DiagnosticReport.subject'),
  reference('DiagnosticReport.encounter'),
  reference('DiagnosticReport.performer'),
  reference('DiagnosticReport.result'),
]
