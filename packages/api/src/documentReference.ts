import { chart } from './chart.ts'
import { history } from './history.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Documents, without their bytes: in a chart, and the ways from them. */
export const documentReference: readonly Registered[] = [
  chart('Patient.documentReferences', 'DocumentReference'),
  history('DocumentReference'),
  reference('DocumentReference.subject'),
  reference('DocumentReference.author'),
  reference('DocumentReference.authenticator'),
  reference('DocumentReference.custodian'),
  reference('DocumentReferenceContext.encounter'),
]
