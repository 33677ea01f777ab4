import { type Charted, dayOf, endsOf, headOf } from './charted.ts'
import { conditionId } from './conditions.ts'
import { concept, quantity, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import { type MeasureName, measures } from './measures.ts'
import type { ProblemName } from './problems.ts'

/** What is aimed at: in words, and by which measure below or above which value. */
const goals: Readonly<
  Record<ProblemName, readonly [text: string, measure: MeasureName, sign: '<' | '>', value: number]>
> = {
  diabetes: ['Hemoglobin A1c below 7 %', 'hba1c', '<', 7],
  hypertension: ['Systolic blood pressure below 130 mmHg', 'systolic', '<', 130],
  kidneyDisease: ['Potassium below 5 mmol/L', 'potassium', '<', 5],
  heartFailure: ['BNP below 300 pg/mL', 'bnp', '<', 300],
  lungDisease: ['Oxygen saturation above 92 %', 'oxygenSaturation', '>', 92],
  asthma: ['Oxygen saturation above 96 %', 'oxygenSaturation', '>', 96],
  hypothyroidism: ['TSH below 4 mIU/L', 'tsh', '<', 4],
  hyperlipidemia: ['LDL cholesterol below 100 mg/dL', 'ldl', '<', 100],
  anemia: ['Hemoglobin above 12 g/dL', 'hemoglobin', '>', 12],
  depression: ['PHQ-9 below 5', 'phq9', '<', 5],
  pregnancy: ['Hemoglobin above 11 g/dL', 'hemoglobin', '>', 11],
  pneumonia: ['Temperature below 37.5 degrees C', 'temperature', '<', 37.5],
  hipFracture: ['Hemoglobin above 10 g/dL', 'hemoglobin', '>', 10],
}

/** The care team, a goal and the care plan that leads to it. */
export function planOf(charted: Charted): readonly SeedResource[] {
  const { patient, person } = charted
  const { first, last } = endsOf(charted)
  const subject = referenceTo('Patient', patient)
  const [problem] = person.problems
  const addresses = problem === undefined ? [] : [referenceTo('Condition', conditionId(patient, 0))]
  const goal = {
    ...headOf('Goal', `${patient}-goal`),
    lifecycleStatus: 'active',
    description: { text: problem === undefined ? 'Thirty minutes of exercise on most days' : goals[problem][0] },
    subject,
    startDate: dayOf(first.start),
    ...(problem !== undefined && { target: [targetOf(problem)], addresses }),
    expressedBy: referenceTo('Practitioner', last.doctor),
  }
  const plan = {
    ...headOf('CarePlan', `${patient}-plan`),
    status: 'active',
    intent: 'plan',
    category: [
      concept(
        'http://hl7.org/fhir/us/core/CodeSystem/careplan-category',
        'assess-plan',
        'Assessment and Plan of Treatment',
      ),
    ],
    title: problem === undefined ? 'Staying well' : `Plan of treatment: ${goal.description.text}`,
    subject,
    period: { start: dayOf(first.start) },
    author: referenceTo('Practitioner', last.doctor),
    careTeam: [referenceTo('CareTeam', teamId(patient))],
    goal: [referenceTo('Goal', goal.id)],
    ...(addresses.length > 0 && { addresses }),
    activity: [
      {
        detail: {
          status: 'in-progress',
          description: 'Medication as prescribed',
          performer: [referenceTo('Practitioner', last.doctor)],
        },
      },
      {
        detail: {
          status: 'scheduled',
          description: 'Measured again at the next visit',
          performer: [referenceTo('Practitioner', last.nurse)],
        },
      },
    ],
  }
  return [careTeam(charted), goal, plan]
}

function targetOf(problem: ProblemName) {
  const [, name, comparator, value] = goals[problem]
  const { loinc, display } = measures[name]
  return {
    measure: concept(systems.loinc, loinc, display),
    detailQuantity: { ...quantity(value, measures[name]), comparator },
  }
}

const teamId = (patient: string) => `${patient}-team`

// Whoever is followed for long has a care team without an end: such a chart stays open to its carers between visits.
// Of the others it says who looked after them, and ended with the last visit: who may see the chart now, visits say.
function careTeam(charted: Charted): SeedResource {
  const { patient, person } = charted
  const { first, last } = endsOf(charted)
  const isFollowed = person.course === 'followed' || person.course === 'chronic' || person.course === 'pregnancy'
  return {
    ...headOf('CareTeam', teamId(patient)),
    status: isFollowed ? 'active' : 'inactive',
    name: 'Care team',
    subject: referenceTo('Patient', patient),
    period: { start: first.start, ...(!isFollowed && last.end !== null && { end: last.end }) },
    participant: [last.doctor, last.nurse].map((id) => ({ member: referenceTo('Practitioner', id) })),
  }
}
