import { type Charted, endsOf, headOf } from './charted.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'

const rash: Coded = ['271807003', 'Eruption of skin']
const hives: Coded = ['126485001', 'Urticaria']

/** Codes from SNOMED CT; category and criticality as FHIR R4 has them. */
const allergies = [
  ['91936005', 'Allergy to penicillin', 'medication', 'high', hives, 'moderate'],
  ['91935009', 'Allergy to peanuts', 'food', 'high', hives, 'severe'],
  ['300916003', 'Latex allergy', 'environment', 'low', rash, 'mild'],
  ['232350006', 'House dust mite allergy', 'environment', 'low', rash, 'mild'],
] as const
const clinical = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'
const verification = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'

/** One allergy, or two. */
export function allergiesOf(charted: Charted): readonly SeedResource[] {
  const { patient, person, random } = charted
  const { first } = endsOf(charted)
  // Who is given a penicillin is not allergic to it.
  const choices = person.problems.includes('pneumonia') ? allergies.slice(1) : allergies
  const begin = Math.floor(random.between(0, choices.length))
  const count = Math.floor(random.between(1, 3))
  return Array.from({ length: count }, (_, nth) => {
    const [code, display, category, criticality, manifestation, severity] =
      choices[(begin + nth) % choices.length] ?? allergies[3]
    return {
      ...headOf('AllergyIntolerance', `${patient}-a${nth + 1}`),
      clinicalStatus: concept(clinical, 'active', 'Active'),
      verificationStatus: concept(verification, 'confirmed', 'Confirmed'),
      type: 'allergy',
      category: [category],
      criticality,
      code: concept(systems.snomed, code, display),
      patient: referenceTo('Patient', patient),
      encounter: referenceTo('Encounter', first.id),
      recordedDate: first.start,
      recorder: referenceTo('Practitioner', first.doctor),
      reaction: [{ manifestation: [concept(systems.snomed, ...manifestation)], severity }],
    }
  })
}
