import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Prescriptions: in a chart, and the ways from them. */
export const medicationRequest: readonly Registered[] = [
  chart('Patient.medicationRequests', 'MedicationRequest'),
  reference('MedicationRequest.subject'),
  reference('MedicationRequest.encounter'),
  reference('MedicationRequest.requester'),
  reference('MedicationRequest.reasonReference'),
]
