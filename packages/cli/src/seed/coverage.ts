import { type Charted, dayOf, endsOf, headOf } from './charted.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import { payerId } from './staff.ts'

const relationships = 'http://terminology.hl7.org/CodeSystem/subscriber-relationship'
const classes = 'http://terminology.hl7.org/CodeSystem/coverage-class'
const year = 365.25 * 24 * 3600 * 1000

/** The person's insurance: public from 65 years on; a child is insured with a parent, who is no patient here. */
export function coverageOf(charted: Charted): readonly SeedResource[] {
  const { tenant, patient, person, isAdult, random } = charted
  const { first } = endsOf(charted)
  const isOld = Date.parse(first.start) - Date.parse(person.birthDate) > 65 * year
  const kind: Coded = isOld ? ['PUBLICPOL', 'public healthcare'] : ['EHCPOL', 'extended healthcare']
  const relationship: Coded = isAdult ? ['self', 'Self'] : ['child', 'Child']
  return [
    {
      ...headOf('Coverage', `${patient}-coverage`),
      status: 'active',
      type: concept(systems.actCode, ...kind),
      ...(isAdult && { subscriber: referenceTo('Patient', patient) }),
      subscriberId: `X${Math.floor(random.between(100_000, 999_999))}`,
      beneficiary: referenceTo('Patient', patient),
      relationship: concept(relationships, ...relationship),
      period: { start: `${dayOf(first.start).slice(0, 4)}-01-01` },
      payor: [referenceTo('Organization', payerId(tenant))],
      class: [{ type: concept(classes, 'plan', 'Plan'), value: 'DEMO', name: 'Demonstration plan' }],
    },
  ]
}
