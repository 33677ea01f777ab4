import { chartOf, patientId } from './chart.ts'
import type { SeedResource } from './fhirJson.ts'
import { people } from './people.ts'
import { practitionerId, staffResources, type TenantName } from './staff.ts'

/** A person who can sign in to the demonstration; `patient` and `practitioner` are source ids of the same tenant. */
export interface SeedUser {
  readonly username: string
  readonly role: 'ADMIN' | 'DOCTOR' | 'NURSE' | 'PATIENT' | 'SUPPORT' | 'PRIVACY' | 'SERVICE'
  readonly patient: string | null
  readonly practitioner: string | null
}

/** A FHIR transaction of whole resources. */
export interface SeedBundle {
  readonly resourceType: 'Bundle'
  readonly type: 'transaction'
  readonly entry: readonly {
    readonly fullUrl: string
    readonly resource: SeedResource
    readonly request: { readonly method: 'PUT'; readonly url: string }
  }[]
}

/** One tenant of the demonstration: a bundle of its staff, one for each chart, and its users. */
export interface SeedTenant {
  readonly name: TenantName
  readonly bundles: readonly SeedBundle[]
  readonly users: readonly SeedUser[]
}

const day = 24 * 60 * 60 * 1000

/** The demonstration's tenants, charts and users; the same for every `now` (milliseconds) of one UTC day. */
export function demoSeed({ now }: { readonly now: number }): readonly SeedTenant[] {
  const today = Math.floor(now / day) * day
  return (['northside', 'lakeview'] as const).map((tenant) => ({
    name: tenant,
    bundles: [
      bundle(tenant, staffResources(tenant)),
      ...people[tenant].map((person, index) => bundle(tenant, chartOf({ tenant, index, person, today }))),
    ],
    users: usersOf(tenant),
  }))
}

function bundle(tenant: TenantName, resources: readonly SeedResource[]): SeedBundle {
  const entry = resources.map((resource) => {
    const url = `${resource.resourceType}/${resource.id}`
    return { fullUrl: `https://${tenant}.example/fhir/${url}`, resource, request: { method: 'PUT' as const, url } }
  })
  return { resourceType: 'Bundle', type: 'transaction', entry }
}

function usersOf(tenant: TenantName): readonly SeedUser[] {
  const user = (role: SeedUser['role'], ids: Partial<SeedUser> = {}): SeedUser => ({
    username: `${role.toLowerCase()}-${tenant}`,
    role,
    patient: null,
    practitioner: null,
    ...ids,
  })
  return [
    user('ADMIN'),
    user('DOCTOR', { practitioner: practitionerId(tenant, 'doctor') }),
    user('NURSE', { practitioner: practitionerId(tenant, 'nurse') }),
    user('PATIENT', { patient: patientId(tenant, 0) }),
    user('SUPPORT'),
    user('PRIVACY'),
    user('SERVICE'),
  ]
}
