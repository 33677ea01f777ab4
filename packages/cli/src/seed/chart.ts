import { encounterResource, type Visit } from './encounter.ts'
import { concept, referenceTo, type SeedResource, synthetic, systems } from './fhirJson.ts'
import { findingsOf } from './findings.ts'
import { patientResource } from './patient.ts'
import type { Person } from './people.ts'
import { type ProblemName, problems } from './problems.ts'
import { randomFor } from './random.ts'
import { carersOf, type TenantName } from './staff.ts'
import { visitsOf } from './visits.ts'

/** The source id of a tenant's nth patient, counted from 0. */
export function patientId(tenant: TenantName, index: number): string {
  return `demo-${tenant}-p${String(index + 1).padStart(2, '0')}`
}

/** One patient's resources: Patient, Conditions, CareTeam, Encounters, Observations. */
export function chartOf(options: {
  readonly tenant: TenantName
  readonly index: number
  readonly person: Person
  readonly today: number
}): readonly SeedResource[] {
  const { tenant, index, person } = options
  const patient = patientId(tenant, index)
  const random = randomFor(patient)
  const { doctor } = carersOf(tenant, index)
  const isAdult = person.course !== 'child'
  const head = patientResource({ tenant, id: patient, number: index + 1, person, doctor, random, isAdult })
  const visits = visitsOf({ ...options, patient, random })
  const reason = (visit: Visit) => person.problems[person.course === 'ward' && visit.setting === 'office' ? 1 : 0]
  return [
    head,
    ...person.problems.map((name, nth) => conditionResource({ patient, name, nth, visits, person })),
    ...careTeam({ patient, visits, person }),
    ...visits.map((visit) => encounterResource(tenant, visit, reason(visit))),
    ...findingsOf({ person, visits, random }),
  ]
}

interface Charted {
  readonly patient: string
  readonly person: Person
  readonly visits: readonly Visit[]
}

function conditionResource(options: Charted & { readonly name: ProblemName; readonly nth: number }): SeedResource {
  const { patient, person, visits, name, nth } = options
  const found = person.course === 'ward' && nth === 0 ? visits.at(-1) : visits[0]
  const { code, display } = problems[name]
  return {
    resourceType: 'Condition',
    id: `${patient}-c${nth + 1}`,
    meta: synthetic,
    clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active'),
    verificationStatus: concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed', 'Confirmed'),
    code: concept(systems.snomed, code, display),
    subject: referenceTo('Patient', patient),
    onsetDateTime: found?.start,
  }
}

// Whoever is followed for long has a care team without an end: such a chart stays open to its carers between visits.
function careTeam({ patient, person, visits }: Charted): readonly SeedResource[] {
  const [first, last] = [visits[0], visits.at(-1)]
  const isFollowed = person.course === 'followed' || person.course === 'chronic' || person.course === 'pregnancy'
  if (!isFollowed || first === undefined || last === undefined) return []
  return [
    {
      resourceType: 'CareTeam',
      id: `${patient}-team`,
      meta: synthetic,
      status: 'active',
      subject: referenceTo('Patient', patient),
      period: { start: first.start },
      participant: [last.doctor, last.nurse].map((id) => ({ member: referenceTo('Practitioner', id) })),
    },
  ]
}
