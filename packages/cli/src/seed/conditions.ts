import { type Charted, dayOf, endsOf, headOf, within } from './charted.ts'
import { concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import { problems } from './problems.ts'
import type { VisitWithRounds } from './visits.ts'

/** ICD-10-CM (https://www.cms.gov/medicare/coding-billing/icd-10-codes) of the problems. */
const icd10 = {
  diabetes: ['E11.9', 'Type 2 diabetes mellitus without complications'],
  hypertension: ['I10', 'Essential (primary) hypertension'],
  kidneyDisease: ['N18.9', 'Chronic kidney disease, unspecified'],
  heartFailure: ['I50.9', 'Heart failure, unspecified'],
  lungDisease: ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'],
  asthma: ['J45.909', 'Unspecified asthma, uncomplicated'],
  hypothyroidism: ['E03.9', 'Hypothyroidism, unspecified'],
  hyperlipidemia: ['E78.5', 'Hyperlipidemia, unspecified'],
  anemia: ['D50.9', 'Iron deficiency anemia, unspecified'],
  depression: ['F32.9', 'Major depressive disorder, single episode, unspecified'],
  pregnancy: ['Z34.90', 'Encounter for supervision of normal pregnancy, unspecified, unspecified trimester'],
  pneumonia: ['J18.9', 'Pneumonia, unspecified organism'],
  hipFracture: ['S72.009A', 'Fracture of unspecified part of neck of unspecified femur, initial encounter'],
} as const

/** What was and is over, SNOMED CT and ICD-10-CM: children's first, then adults'. */
const past = {
  child: [
    ['65363002', 'Otitis media', 'H66.90', 'Otitis media, unspecified, unspecified ear'],
    ['195662009', 'Acute viral pharyngitis', 'J02.9', 'Acute pharyngitis, unspecified'],
  ],
  adult: [
    ['10509002', 'Acute bronchitis', 'J20.9', 'Acute bronchitis, unspecified'],
    ['444814009', 'Viral sinusitis', 'J01.90', 'Acute sinusitis, unspecified'],
    [
      '44465007',
      'Sprain of ankle',
      'S93.409A',
      'Sprain of unspecified ligament of unspecified ankle, initial encounter',
    ],
  ],
} as const

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const verification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const category = 'http://terminology.hl7.org/CodeSystem/condition-category'
const tenDays = 10 * 24 * 3600 * 1000

/** The source id of a chart's nth problem, counted from 0. */
export function conditionId(patient: string, nth: number): string {
  return `${patient}-c${nth + 1}`
}

/** The person's problems, and one or two things that are over. */
export function conditionsOf(charted: Charted): readonly SeedResource[] {
  const { patient, person, isAdult, random } = charted
  const { first, last } = endsOf(charted)
  const present = person.problems.map((name, nth) => {
    const { code, display } = problems[name]
    const found = person.course === 'ward' && nth === 0 ? last : first
    const coded = [code, display, ...icd10[name]] as const
    return {
      ...condition({ patient, nth, visit: found, coded, status: ['active', 'Active'] }),
      onsetDateTime: found.start,
    }
  })
  const choices = isAdult ? past.adult : past.child
  const begin = Math.floor(random.between(0, choices.length))
  const count = Math.max(1, 2 - present.length)
  const over = Array.from({ length: count }, (_, i) => {
    const coded = choices[(begin + i) % choices.length] ?? choices[0]
    const nth = present.length + i
    const status = ['resolved', 'Resolved'] as const
    const onsetDateTime = dayOf(Date.parse(first.start) - 2 * tenDays)
    return {
      ...condition({ patient, nth, visit: first, coded, status }),
      onsetDateTime,
      abatementDateTime: dayOf(Date.parse(onsetDateTime) + tenDays),
    }
  })
  return [...present, ...over]
}

function condition(of: {
  readonly patient: string
  readonly nth: number
  readonly visit: VisitWithRounds
  readonly coded: readonly [snomed: string, display: string, icd: string, icdDisplay: string]
  readonly status: readonly [string, string]
}): SeedResource {
  const { patient, nth, visit, coded, status } = of
  const [snomed, display, icd, icdDisplay] = coded
  return {
    ...headOf('Condition', conditionId(patient, nth)),
    clinicalStatus: concept(clinical, ...status),
    verificationStatus: concept(verification, 'confirmed', 'Confirmed'),
    category: [concept(category, 'problem-list-item', 'Problem List Item')],
    code: {
      coding: [
        { system: systems.snomed, code: snomed, display },
        { system: systems.icd10, code: icd, display: icdDisplay },
      ],
      text: display,
    },
    ...within({ patient, visit }),
    recordedDate: visit.start,
    recorder: referenceTo('Practitioner', visit.doctor),
  }
}
