import { type Charted, endsOf, headOf, within } from './charted.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import type { ProblemName } from './problems.ts'

const reconciliation: Coded = ['430193006', 'Medication reconciliation']
const electrocardiogram: Coded = ['29303009', 'Electrocardiographic procedure']
const spirometry: Coded = ['127783003', 'Spirometry']

/** What is done for a problem, SNOMED CT. */
const done: Readonly<Record<ProblemName, Coded>> = {
  diabetes: ['134395001', 'Diabetic retinopathy screening'],
  hypertension: electrocardiogram,
  kidneyDisease: reconciliation,
  heartFailure: ['40701008', 'Echocardiography'],
  lungDisease: spirometry,
  asthma: spirometry,
  hypothyroidism: reconciliation,
  hyperlipidemia: electrocardiogram,
  anemia: reconciliation,
  depression: ['171207006', 'Depression screening'],
  pregnancy: ['169230002', 'Ultrasound scan for fetal viability'],
  pneumonia: ['399208008', 'Plain chest X-ray'],
  hipFracture: ['52734007', 'Total replacement of hip'],
}

/** What was done at the last visit for the first problem. */
export function procedureOf(charted: Charted): readonly SeedResource[] {
  const { patient, person } = charted
  const { last } = endsOf(charted)
  const [problem] = person.problems
  const start = last.rounds[0] ?? last.start
  return [
    {
      ...headOf('Procedure', `${patient}-procedure`),
      status: 'completed',
      code: concept(systems.snomed, ...(problem === undefined ? reconciliation : done[problem])),
      ...within({ patient, visit: last }),
      performedDateTime: start,
      performer: [{ actor: referenceTo('Practitioner', last.doctor) }],
    },
  ]
}
