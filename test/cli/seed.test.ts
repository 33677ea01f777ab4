import { careTeamMemberships, encounterMemberships, fromFhir, readResources, references } from '@wardgraph/fhir'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { describe, expect, test } from 'vitest'
import { demoSeed, type SeedTenant } from '../../packages/cli/src/seed/demoSeed.ts'

const now = Date.UTC(2026, 10, 22, 13, 45)
const seed = demoSeed({ now })
const roles = ['ADMIN', 'DOCTOR', 'NURSE', 'PATIENT', 'PRIVACY', 'SERVICE', 'SUPPORT']

/** How many of each type a chart has, at least and at most. */
const WHOLE: Readonly<Record<string, readonly [number, number]>> = {
  Condition: [2, 4],
  AllergyIntolerance: [1, 2],
  MedicationRequest: [1, 4],
  Immunization: [2, 5],
  Procedure: [1, 1],
  DiagnosticReport: [1, 1],
  CareTeam: [1, 1],
  Goal: [1, 1],
  CarePlan: [1, 1],
  Coverage: [1, 1],
  DocumentReference: [1, 1],
}
interface Concept {
  readonly coding?: readonly object[]
  readonly text?: string
}
/** The element that says what it is, and its code system (http://hl7.org/fhir/R4/terminologies-systems.html). */
const CODED: Readonly<Record<string, readonly [element: string, system: string]>> = {
  Condition: ['code', 'http://snomed.info/sct'],
  AllergyIntolerance: ['code', 'http://snomed.info/sct'],
  MedicationRequest: ['medicationCodeableConcept', 'http://www.nlm.nih.gov/research/umls/rxnorm'],
  Immunization: ['vaccineCode', 'http://hl7.org/fhir/sid/cvx'],
  Procedure: ['code', 'http://snomed.info/sct'],
  DiagnosticReport: ['code', 'http://loinc.org'],
  DocumentReference: ['type', 'http://loinc.org'],
}

function resourcesOf(tenant: SeedTenant) {
  return tenant.bundles.flatMap(({ entry }) => entry.map(({ resource }) => resource))
}

function all(type: string) {
  return seed.flatMap(resourcesOf).filter(({ resourceType }) => resourceType === type)
}

function subjectOf({ subject }: Readonly<Record<string, unknown>>): string {
  return (subject as { reference: string } | undefined)?.reference ?? ''
}

// What is treated now, by the practitioner: the rule of the import with 30 days.
function treatedBy(tenant: SeedTenant, practitioner: string | null): Set<string> {
  const patients = resourcesOf(tenant).flatMap((resource) => {
    const members = [...encounterMemberships({ resource, days: 30 }), ...careTeamMemberships(resource)]
    const live = members.filter(({ start, end }) => start <= now && (end === null || now < end))
    const isMember = live.some((member) => member.practitioner.raw === `Practitioner/${practitioner}`)
    return isMember ? [subjectOf(resource)] : []
  })
  return new Set(patients)
}

test('the demonstration is two tenants of some dozens of patients and at most 1,700 records', () => {
  expect(seed.map(({ name }) => name)).toEqual(['northside', 'lakeview'])
  expect(all('Patient').length).toBe(36)
  expect(seed.flatMap(resourcesOf).length).toBeLessThanOrEqual(1700)
  expect(all('Encounter').length).toBeGreaterThan(100)
  expect(all('Observation').length).toBeGreaterThan(700)
})

test('the demonstration is the same at every moment of a day and moves with the day', () => {
  expect(demoSeed({ now: Date.UTC(2026, 10, 22) })).toEqual(seed)
  const tomorrow = demoSeed({ now: now + 24 * 3600 * 1000 })
  expect(tomorrow).not.toEqual(seed)
  const births = (tenants: readonly SeedTenant[]) => tenants.flatMap(resourcesOf).map(({ birthDate }) => birthDate)
  expect(births(tomorrow)).toEqual(births(seed))
})

test('every role is in each tenant under a name of its own', () => {
  for (const { users } of seed) expect(users.map(({ role }) => role).sort()).toEqual(roles)
  const names = seed.flatMap(({ users }) => users.map(({ username }) => username))
  expect(new Set(names).size).toBe(14)
  expect(names.every((name) => /^[a-z0-9-]{1,63}$/.test(name))).toBe(true)
})

test('no id is given twice over both tenants', () => {
  const ids = seed.flatMap(resourcesOf).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => id.startsWith('demo-'))).toBe(true)
})

describe.each(seed)('$name', (tenant) => {
  const resources = resourcesOf(tenant)
  const urls = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`))
  const [doctor, nurse, patient] = ['DOCTOR', 'NURSE', 'PATIENT'].map((role) =>
    tenant.users.find((u) => u.role === role),
  )

  test('every resource is marked as test data', () => {
    for (const { meta } of resources) expect(meta).toMatchObject({ tag: [{ code: 'HTEST' }] })
  })

  test('every person is named as an invented one', () => {
    const people = resources.filter(({ resourceType }) => /^(Patient|Practitioner)$/.test(resourceType))
    for (const { name } of people) expect(name).toMatchObject([{ family: expect.stringMatching(/^Synth-[A-Z]/) }])
  })

  test('every reference leads to a resource of the tenant', () => {
    const found = resources.flatMap((resource) => references(resource).map(({ reference }) => reference.raw))
    expect(found.filter((reference) => !urls.has(reference))).toEqual([])
  })

  test('every resource is read and fits the schema', () => {
    for (const bundle of tenant.bundles) {
      const entries = [...readResources(JSON.stringify(bundle), { kind: 'json' })]
      expect(entries.filter(({ ok }) => !ok)).toEqual([])
    }
    const misfits = resources.map((resource) => fromFhir({ policy: plan, resource })).filter(({ ok }) => !ok)
    expect(misfits).toEqual([])
  })

  test('the ids of users are those of resources', () => {
    expect(urls).toContain(`Practitioner/${doctor?.practitioner}`)
    expect(urls).toContain(`Practitioner/${nurse?.practitioner}`)
    expect(urls).toContain(`Patient/${patient?.patient}`)
  })

  test('doctor and nurse treat some patients and not others, and both the one who signs in', () => {
    const patients = resources.filter(({ resourceType }) => resourceType === 'Patient').length
    const [byDoctor, byNurse] = [doctor, nurse].map((user) => treatedBy(tenant, user?.practitioner ?? null))
    expect((byDoctor?.size ?? 0) / patients).toBeGreaterThan(0.3)
    expect((byDoctor?.size ?? 0) / patients).toBeLessThan(0.7)
    expect((byNurse?.size ?? 0) / patients).toBeGreaterThan(0.15)
    expect((byNurse?.size ?? 0) / patients).toBeLessThan(0.7)
    expect(byDoctor).toContain(`Patient/${patient?.patient}`)
    expect(byNurse).toContain(`Patient/${patient?.patient}`)
  })

  test('the patient who signs in has a rich chart', () => {
    const own = resources.filter(({ subject }) => subjectOf({ subject }) === `Patient/${patient?.patient}`)
    expect(own.length).toBeGreaterThan(60)
  })

  test('every patient has a whole chart, and nothing of another', () => {
    for (const { entry } of tenant.bundles.slice(1)) {
      const chart = entry.map(({ resource }) => resource)
      const own = chart[0]?.id ?? ''
      const counts: Record<string, number> = {}
      for (const { resourceType } of chart) counts[resourceType] = (counts[resourceType] ?? 0) + 1
      for (const [type, [least, most]] of Object.entries(WHOLE)) {
        expect([own, type, counts[type] ?? 0]).toEqual([own, type, expect.toSatisfy((n) => n >= least && n <= most)])
      }
      const named = JSON.stringify(chart).match(/demo-[a-z]+-p\d+/g) ?? []
      expect(new Set(named)).toEqual(new Set([own]))
    }
  })

  test('what is coded is so by the system of its type, with a name', () => {
    for (const [type, [element, system]] of Object.entries(CODED))
      for (const resource of resources.filter(({ resourceType }) => resourceType === type)) {
        const { coding = [], text } = resource[element] as Concept
        expect(text, type).toMatch(/\S/)
        expect(coding[0], type).toEqual({ system, code: expect.any(String), display: expect.stringMatching(/\S/) })
      }
  })

  test('some visits still run and nothing lies in the future', () => {
    const running = resources.filter(({ status }) => status === 'in-progress')
    expect(running.length).toBeGreaterThan(0)
    const times = JSON.stringify(resources).match(/\d{4}-\d\d-\d\dT[^"]+/g) ?? []
    expect(times.filter((time) => Date.parse(time) > now)).toEqual([])
    const days = JSON.stringify(resources).match(/(?<=")\d{4}-\d\d-\d\d(?=")/g) ?? []
    expect(days.filter((day) => Date.parse(day) > now)).toEqual([])
    expect(times.filter((time) => Date.parse(time) < now - 731 * 24 * 3600 * 1000)).toEqual([])
  })
})

// Widest values that a living person of these charts could show, by LOINC code.
const plausible: Readonly<Record<string, readonly [number, number]>> = {
  '8480-6': [85, 180],
  '8462-4': [50, 110],
  '8867-4': [45, 130],
  '29463-7': [14, 120],
  '8302-2': [95, 185],
  '8310-5': [35.5, 40.5],
  '2708-6': [85, 100],
  '19935-6': [150, 600],
  '4548-4': [4, 12],
  '2339-0': [60, 260],
  '13457-7': [50, 220],
  '2085-9': [30, 80],
  '2160-0': [0.5, 2.5],
  '718-7': [8, 17],
  '2276-4': [4, 300],
  '2823-3': [3.4, 5.6],
  '3016-3': [0.3, 12],
  '30934-4': [20, 1000],
  '1988-5': [0, 180],
  '44261-6': [0, 27],
}

interface Result {
  readonly code: { readonly coding: readonly [{ readonly code: string }] }
  readonly valueQuantity?: { readonly value: number; readonly code: string; readonly system: string }
  readonly referenceRange?: readonly [{ readonly low?: { value: number }; readonly high?: { value: number } }]
  readonly interpretation?: readonly [{ readonly coding: readonly [{ readonly code: string }] }]
  readonly component?: readonly Result[]
}

const results = all('Observation').flatMap((observation) => {
  const result = observation as unknown as Result
  return result.component ?? [result]
})
const numbers = results.filter(({ valueQuantity }) => valueQuantity !== undefined)

test('every number is plausible and has a UCUM unit', () => {
  for (const { code, valueQuantity } of numbers) {
    const [low, high] = plausible[code.coding[0].code] ?? [0, 0]
    expect(valueQuantity?.value, code.coding[0].code).toBeGreaterThanOrEqual(low)
    expect(valueQuantity?.value, code.coding[0].code).toBeLessThanOrEqual(high)
    expect(valueQuantity).toMatchObject({ system: 'http://unitsofmeasure.org', code: expect.stringMatching(/\S/) })
  }
  expect(new Set(numbers.map(({ code }) => code.coding[0].code)).size).toBe(Object.keys(plausible).length)
})

test('an interpretation agrees with the reference range beside it, and all three occur', () => {
  const flags = numbers.flatMap(({ valueQuantity, referenceRange, interpretation }) => {
    const { low, high } = referenceRange?.[0] ?? {}
    if (low === undefined && high === undefined) return []
    const value = valueQuantity?.value ?? 0
    const expected = low && value < low.value ? 'L' : high && value > high.value ? 'H' : 'N'
    expect(interpretation?.[0].coding[0].code).toBe(expected)
    return [expected]
  })
  expect(new Set(flags)).toEqual(new Set(['L', 'N', 'H']))
})

test('there are coded results, results in words and blood pressures of two components', () => {
  const observations = all('Observation')
  expect(observations.filter(({ valueCodeableConcept }) => valueCodeableConcept).length).toBeGreaterThan(20)
  expect(observations.filter(({ valueString }) => valueString).length).toBeGreaterThan(3)
  expect(
    observations.filter(({ component }) => Array.isArray(component) && component.length === 2).length,
  ).toBeGreaterThan(80)
})
