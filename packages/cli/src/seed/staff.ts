import { type SeedResource, synthetic } from './fhirJson.ts'

/** A tenant of the demonstration. */
export type TenantName = 'northside' | 'lakeview'

/** Who works in each tenant: `doctor` and `nurse` sign in, the others are there to treat those whom these two do not. */
export const staff = {
  northside: [
    { key: 'doctor', prefix: 'Dr.', given: 'Miriam', family: 'Synth-Okafor', gender: 'female' },
    { key: 'doctor-2', prefix: 'Dr.', given: 'Anton', family: 'Synth-Weiss', gender: 'male' },
    { key: 'doctor-3', prefix: 'Dr.', given: 'Leila', family: 'Synth-Haddad', gender: 'female' },
    { key: 'nurse', prefix: 'RN', given: 'Jonas', family: 'Synth-Ferrer', gender: 'male' },
    { key: 'nurse-2', prefix: 'RN', given: 'Carmen', family: 'Synth-Duval', gender: 'female' },
  ],
  lakeview: [
    { key: 'doctor', prefix: 'Dr.', given: 'Rafael', family: 'Synth-Monteiro', gender: 'male' },
    { key: 'doctor-2', prefix: 'Dr.', given: 'Hanna', family: 'Synth-Sorensen', gender: 'female' },
    { key: 'nurse', prefix: 'RN', given: 'Aisha', family: 'Synth-Bangura', gender: 'female' },
    { key: 'nurse-2', prefix: 'RN', given: 'Piotr', family: 'Synth-Zielinski', gender: 'male' },
  ],
} as const

/** The source id of a tenant's organisation. */
export function organizationId(tenant: TenantName): string {
  return `demo-${tenant}`
}

/** The source id of who pays for a tenant's patients. */
export function payerId(tenant: TenantName): string {
  return `demo-${tenant}-payer`
}

/** The source id of one of a tenant's staff. */
export function practitionerId(tenant: TenantName, key: string): string {
  return `demo-${tenant}-${key}`
}

/** A tenant's Organization, its payer and its Practitioners. */
export function staffResources(tenant: TenantName): readonly SeedResource[] {
  const place = tenant === 'northside' ? 'Northside' : 'Lakeview'
  const organization = {
    resourceType: 'Organization',
    id: organizationId(tenant),
    meta: synthetic,
    identifier: [{ system: `https://${tenant}.example/organizations`, value: '1' }],
    active: true,
    name: `${place} Clinic (demonstration)`,
    telecom: [{ system: 'phone', value: '+1-555-0100', use: 'work' }],
    address: [{ use: 'work', line: ['1 Example Square'], city: place, postalCode: '00000', country: 'US' }],
  }
  const payer = {
    resourceType: 'Organization',
    id: payerId(tenant),
    meta: synthetic,
    active: true,
    name: `${place} Health Plan (demonstration)`,
  }
  const practitioners = staff[tenant].map(({ key, prefix, given, family, gender }) => ({
    resourceType: 'Practitioner',
    id: practitionerId(tenant, key),
    meta: synthetic,
    identifier: [{ system: `https://${tenant}.example/staff`, value: key }],
    active: true,
    name: [{ use: 'official', family, given: [given], prefix: [prefix] }],
    telecom: [{ system: 'email', value: `${key}@${tenant}.example`, use: 'work' }],
    gender,
  }))
  return [organization, payer, ...practitioners]
}

/** The doctor and nurse who look after the nth patient: the two who sign in, or others. */
export function carersOf(tenant: TenantName, index: number): { readonly doctor: string; readonly nurse: string } {
  const others = staff[tenant].filter(({ key }) => key.startsWith('doctor-'))
  const doctor = index % 2 === 0 ? 'doctor' : (others[index % others.length]?.key ?? 'doctor-2')
  const nurse = index % 3 === 0 ? 'nurse' : 'nurse-2'
  return { doctor: practitionerId(tenant, doctor), nurse: practitionerId(tenant, nurse) }
}
