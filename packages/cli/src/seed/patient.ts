import { concept, referenceTo, type SeedResource, synthetic, systems } from './fhirJson.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { organizationId, type TenantName } from './staff.ts'

const streets = ['Example Street', 'Sample Avenue', 'Specimen Road', 'Placeholder Lane'] as const
const marital = [
  ['M', 'Married'],
  ['S', 'Never Married'],
  ['D', 'Divorced'],
  ['W', 'Widowed'],
] as const
const maritalStatus = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus'

/** A person's Patient resource; `number` is the nth record number of the tenant. */
export function patientResource(options: {
  readonly tenant: TenantName
  readonly id: string
  readonly number: number
  readonly person: Person
  readonly doctor: string
  readonly random: Random
  readonly isAdult: boolean
}): SeedResource {
  const { tenant, id, number, person, doctor, random, isAdult } = options
  const [code, display] = random.pick(marital)
  const phone = `+1-555-01${String(number % 100).padStart(2, '0')}`
  return {
    resourceType: 'Patient',
    id,
    meta: synthetic,
    identifier: identifiers({ tenant, number, random }),
    active: true,
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    telecom: [
      { system: 'phone', value: phone, use: 'mobile' },
      ...(isAdult ? [{ system: 'email', value: `${person.given.toLowerCase()}@mail.example`, use: 'home' }] : []),
    ],
    gender: person.gender,
    birthDate: person.birthDate,
    address: [
      {
        use: 'home',
        line: [`${Math.floor(random.between(2, 190))} ${random.pick(streets)}`],
        city: tenant === 'northside' ? 'Northside' : 'Lakeview',
        postalCode: '00000',
        country: 'US',
      },
    ],
    ...(isAdult && { maritalStatus: concept(maritalStatus, code, display) }),
    generalPractitioner: [referenceTo('Practitioner', doctor)],
    managingOrganization: referenceTo('Organization', organizationId(tenant)),
  }
}

function identifiers({ tenant, number, random }: { tenant: TenantName; number: number; random: Random }) {
  const group = String(Math.floor(random.between(10, 99)))
  const serial = String(Math.floor(random.between(1000, 9999)))
  return [
    {
      use: 'usual',
      type: concept(systems.identifierType, 'MR', 'Medical record number'),
      system: `https://${tenant}.example/mrn`,
      value: `${tenant === 'northside' ? 'N' : 'L'}${String(100_000 + number * 137)}`,
    },
    {
      use: 'official',
      type: concept(systems.identifierType, 'SS', 'Social Security number'),
      system: 'http://hl7.org/fhir/sid/us-ssn',
      // https://www.ssa.gov/employer/stateweb.htm: no number has ever begun with 999.
      value: `999-${group}-${serial}`,
    },
  ]
}
