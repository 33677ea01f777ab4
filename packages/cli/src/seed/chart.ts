import { allergiesOf } from './allergies.ts'
import { conditionsOf } from './conditions.ts'
import { coverageOf } from './coverage.ts'
import { documentOf } from './document.ts'
import { encounterResource, type Visit } from './encounter.ts'
import type { SeedResource } from './fhirJson.ts'
import { findingsOf } from './findings.ts'
import { immunizationsOf } from './immunizations.ts'
import { medicationsOf } from './medications.ts'
import { patientResource } from './patient.ts'
import type { Person } from './people.ts'
import { planOf } from './plan.ts'
import { procedureOf } from './procedure.ts'
import { randomFor } from './random.ts'
import { reportOf } from './report.ts'
import { carersOf, type TenantName } from './staff.ts'
import { visitsOf } from './visits.ts'

/** The source id of a tenant's nth patient, counted from 0. */
export function patientId(tenant: TenantName, index: number): string {
  return `demo-${tenant}-p${String(index + 1).padStart(2, '0')}`
}

/** One patient's resources: the Patient, visits and findings, and what is known and done besides. */
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
  const findings = findingsOf({ person, visits, random })
  // Numbers of its own: what a chart holds besides leaves visits and findings as they are.
  const charted = { tenant, patient, person, visits, isAdult, findings, random: randomFor(`${patient} besides`) }
  const reason = (visit: Visit) => person.problems[person.course === 'ward' && visit.setting === 'office' ? 1 : 0]
  return [
    head,
    ...conditionsOf(charted),
    ...visits.map((visit) => encounterResource(tenant, visit, reason(visit))),
    ...findings,
    ...allergiesOf(charted),
    ...medicationsOf(charted),
    ...immunizationsOf(charted),
    ...procedureOf(charted),
    ...reportOf(charted),
    ...planOf(charted),
    ...coverageOf(charted),
    ...documentOf(charted),
  ]
}
