import { chart } from './chart.ts'
import { coded } from './elementInput.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Allergies and intolerances: in a chart, and the ways from them. */
export const allergyIntolerance: readonly Registered[] = [
  chart('Patient.allergyIntolerances', 'AllergyIntolerance'),
  history('AllergyIntolerance'),
  ...recording({
    type: 'AllergyIntolerance',
    required: [['code']],
    choices: [['onsetDateTime', 'onsetAge', 'onsetPeriod', 'onsetString']],
    codes: {
      // http://hl7.org/fhir/R4/allergyintolerance.html
      type: ['allergy', 'intolerance'],
      category: ['food', 'medication', 'environment', 'biologic'],
      criticality: ['low', 'high', 'unable-to-assess'],
    },
    fill: ({ now, by }) => ({
      clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
      verificationStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', 'confirmed'),
      recordedDate: now,
      recorder: by,
    }),
  }),
  reference('AllergyIntolerance.patient'),
  reference('AllergyIntolerance.encounter'),
  reference('AllergyIntolerance.recorder'),
  reference('AllergyIntolerance.asserter'),
]
