import { chart } from './chart.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Allergies and intolerances: in a chart, and the ways from them. */
export const allergyIntolerance: readonly Registered[] = [
  chart('Patient.allergyIntolerances', 'AllergyIntolerance'),
  reference('AllergyIntolerance.patient'),
  reference('AllergyIntolerance.encounter'),
  reference('AllergyIntolerance.recorder'),
  reference('AllergyIntolerance.asserter'),
]
