import { type Charted, endsOf, headOf, within } from './charted.ts'
import { conditionId } from './conditions.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import type { ProblemName } from './problems.ts'

/** A prescription: RxNorm code and name, how it is taken, and that as FHIR counts it. */
interface Medication {
  readonly code: string
  readonly display: string
  readonly text: string
  readonly frequency: number
  readonly route: 'oral' | 'inhaled'
  /** Taken when needed. */
  readonly asNeeded?: true
}

const routes: Readonly<Record<Medication['route'], Coded>> = {
  oral: ['26643006', 'Oral route'],
  inhaled: ['447694001', 'Respiratory tract route'],
}

/** Names and codes of RxNorm, https://www.nlm.nih.gov/research/umls/rxnorm. */
const simvastatin: Medication = {
  code: '312961',
  display: 'simvastatin 20 MG Oral Tablet',
  text: 'One tablet in the evening',
  frequency: 1,
  route: 'oral',
}
const acetaminophen: Medication = {
  code: '313782',
  display: 'acetaminophen 325 MG Oral Tablet',
  text: 'Two tablets up to four times a day when in pain',
  frequency: 4,
  route: 'oral',
  asNeeded: true,
}
const lisinopril: Medication = {
  code: '314076',
  display: 'lisinopril 10 MG Oral Tablet',
  text: 'One tablet in the morning',
  frequency: 1,
  route: 'oral',
}
const iron: Medication = {
  code: '310325',
  display: 'ferrous sulfate 325 MG Oral Tablet',
  text: 'One tablet a day, between meals',
  frequency: 1,
  route: 'oral',
}
const albuterol: Medication = {
  code: '745679',
  display: 'albuterol 0.09 MG/ACTUAT Metered Dose Inhaler',
  text: 'Two puffs up to four times a day when short of breath',
  frequency: 4,
  route: 'inhaled',
  asNeeded: true,
}

const prescribed: Readonly<Record<ProblemName, Medication>> = {
  diabetes: {
    code: '860975',
    display: '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet',
    text: 'One tablet twice a day, with meals',
    frequency: 2,
    route: 'oral',
  },
  hypertension: lisinopril,
  kidneyDisease: simvastatin,
  heartFailure: {
    code: '310429',
    display: 'furosemide 20 MG Oral Tablet',
    text: 'One tablet in the morning',
    frequency: 1,
    route: 'oral',
  },
  lungDisease: albuterol,
  asthma: albuterol,
  hypothyroidism: {
    code: '966222',
    display: 'levothyroxine sodium 0.075 MG Oral Tablet',
    text: 'One tablet in the morning, half an hour before breakfast',
    frequency: 1,
    route: 'oral',
  },
  hyperlipidemia: simvastatin,
  anemia: iron,
  depression: {
    code: '312940',
    display: 'sertraline 25 MG Oral Tablet',
    text: 'One tablet in the morning',
    frequency: 1,
    route: 'oral',
  },
  pregnancy: iron,
  pneumonia: {
    code: '562251',
    display: 'amoxicillin 250 MG / clavulanate 125 MG Oral Tablet',
    text: 'One tablet three times a day for seven days',
    frequency: 3,
    route: 'oral',
  },
  hipFracture: acetaminophen,
}

/** What a child, or an adult without a problem, was once given. */
const passing = {
  child: {
    code: '198405',
    display: 'ibuprofen 100 MG Oral Tablet',
    text: 'One tablet up to three times a day for three days',
    frequency: 3,
    route: 'oral',
  },
  adult: acetaminophen,
} as const satisfies Record<string, Medication>

/** One for each problem, still taken, and one that is over. */
export function medicationsOf(charted: Charted): readonly SeedResource[] {
  const { patient, person, isAdult } = charted
  const { first, last } = endsOf(charted)
  const taken = person.problems.map((name, nth) => ({
    ...request({ ...charted, nth, medication: prescribed[name], status: 'active' }),
    ...within({ patient, visit: last }),
    authoredOn: last.start,
    requester: referenceTo('Practitioner', last.doctor),
    reasonReference: [referenceTo('Condition', conditionId(patient, nth))],
  }))
  const over = {
    ...request({
      ...charted,
      nth: taken.length,
      medication: isAdult ? passing.adult : passing.child,
      status: 'completed',
    }),
    ...within({ patient, visit: first }),
    authoredOn: first.start,
    requester: referenceTo('Practitioner', first.doctor),
  }
  return [...taken, over]
}

function request(of: {
  readonly patient: string
  readonly nth: number
  readonly medication: Medication
  readonly status: 'active' | 'completed'
}): SeedResource {
  const { patient, nth, medication, status } = of
  const { code, display, text, frequency, route, asNeeded } = medication
  return {
    ...headOf('MedicationRequest', `${patient}-m${nth + 1}`),
    status,
    intent: 'order',
    medicationCodeableConcept: concept(systems.rxnorm, code, display),
    dosageInstruction: [
      {
        sequence: 1,
        text,
        timing: { repeat: { frequency, period: 1, periodUnit: 'd' } },
        asNeededBoolean: asNeeded === true,
        route: concept(systems.snomed, ...routes[route]),
      },
    ],
  }
}
