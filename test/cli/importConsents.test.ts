import { endActions, relationActions, relationKey } from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { audited, NOW, type Store, snapshot, store, twin } from './importStore.ts'

const patient = { resourceType: 'Patient', id: 'p', birthDate: '1980-01-01' }
const doctor = { resourceType: 'Practitioner', id: 'd' }
const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const consent = (id: string, provision: object, more: object = {}) => ({
  resourceType: 'Consent',
  id,
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: 'Patient/p' },
  policyRule: { coding: [{ system: act, code: 'OPTIN' }] },
  provision,
  ...more,
})
const denyHiv = { type: 'deny', securityLabel: [{ system: act, code: 'HIV' }] }
const rulesOf = (of: Store) =>
  of.current('Patient', 'p').flatMap(({ opened }) => {
    const { CONSENT } = opened as { CONSENT?: { consents: { rules: unknown }[] } }
    return (CONSENT?.consents ?? []).map(({ rules }) => rules).filter((rules) => (rules as unknown[]).length > 0)
  })

describe('a consent of a source', () => {
  test('becomes rules of the patient, in one audited transaction, and is kept whole beside', async () => {
    const one = await store()
    const report = await one.resources([patient, consent('c', denyHiv)])
    expect(report.types.Consent).toMatchObject({ created: 1, opaque: 1 })
    expect(rulesOf(one)).toEqual([[{ type: 'DENY', segments: ['HIV'] }]])
    expect(audited(one)).toContainEqual([one.id('Patient', 'p'), 'Patient', one.id('Patient', 'p'), ['consents'], 2])
  })

  test('changes nothing when it is imported again, and is the same in any order', async () => {
    const one = await store()
    const two = await twin(one)
    const all = [patient, consent('c', denyHiv), consent('d', { type: 'deny' })]
    await one.resources(all)
    await two.resources(all.toReversed())
    expect(
      rulesOf(two)
        .map((rules) => JSON.stringify(rules))
        .sort(),
    ).toEqual(
      rulesOf(one)
        .map((rules) => JSON.stringify(rules))
        .sort(),
    )
    const before = audited(one).length
    await one.resources(all)
    expect(audited(one).length).toBe(before)
  })

  test('is taken back by a later content without effect; importing the older content again does not revive it', async () => {
    const one = await store()
    const first = consent('c', denyHiv, { meta: { lastUpdated: '2026-01-01T00:00:00Z' } })
    const later = consent('c', denyHiv, { status: 'inactive', meta: { lastUpdated: '2026-02-01T00:00:00Z' } })
    await one.resources([patient, first])
    await one.resources([later])
    expect(rulesOf(one)).toEqual([])
    await one.resources([first])
    expect(rulesOf(one)).toEqual([])
  })

  test('names practitioners by their records; one that cannot be found denies everything', async () => {
    const one = await store()
    const to = (reference: string) => ({
      type: 'permit',
      actor: [
        {
          role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'PRCP' }] },
          reference: { reference },
        },
      ],
    })
    await one.resources([patient, doctor, consent('c', to('Practitioner/d'))])
    expect(rulesOf(one)).toEqual([[{ type: 'PERMIT', persons: [one.id('Practitioner', 'd')] }]])
    const two = await store()
    await two.resources([patient, consent('c', to('urn:uuid:00000000-0000-4000-8000-000000000000'))])
    expect(rulesOf(two)).toEqual([[{ type: 'DENY' }]])
  })

  test('that is not understood denies everything', async () => {
    const one = await store()
    await one.resources([patient, consent('c', { type: 'permit', code: [{ text: 'only on Sundays' }] })])
    expect(rulesOf(one)).toEqual([[{ type: 'DENY' }]])
  })
})

test('a changed record of the patient leaves every consent as it is', async () => {
  const one = await store()
  await one.resources([patient, consent('c', denyHiv)])
  await one.resources([{ ...patient, birthDate: '1980-01-02' }])
  expect(rulesOf(one)).toEqual([[{ type: 'DENY', segments: ['HIV'] }]])
  expect(one.current('Patient', 'p')[0]?.opened.DEMOGRAPHIC).toMatchObject({ birthDate: '1980-01-02' })
})

test('a consent that the patient took back is not revived by importing it again', async () => {
  const one = await store()
  const permit = { type: 'permit', securityLabel: [{ system: act, code: 'HIV' }] }
  await one.resources([patient, consent('c', permit)])
  const inactive = consent('c', permit, { status: 'inactive', meta: { lastUpdated: '2026-02-01T00:00:00Z' } })
  await one.resources([inactive])
  const again = await one.resources([patient, consent('c', permit), inactive])
  expect(again.types.Consent).toMatchObject({ unchanged: 2 })
  expect(rulesOf(one)).toEqual([])
})

test('what a patient denies is written before the chart and before who treats the patient', async () => {
  const one = await store()
  const visit = {
    resourceType: 'Encounter',
    id: 'e',
    status: 'in-progress',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p' },
    participant: [{ individual: { reference: 'Practitioner/d' } }],
    period: { start: '2026-11-01T08:00:00Z' },
  }
  await one.resources([visit, patient, doctor, consent('c', denyHiv)])
  const order = audited(one).map(([, type, , fields]) => (fields.includes('consents') ? 'consents' : type))
  const at = (name: string) => order.indexOf(name)
  expect(at('consents')).toBeGreaterThan(at('Patient'))
  expect(at('consents')).toBeLessThan(at('Encounter'))
  expect(at('consents')).toBeLessThan(at('CareTeamMembership'))
})

describe('an appointment', () => {
  const appointment = {
    resourceType: 'Appointment',
    id: 'a',
    status: 'booked',
    start: '2026-11-15T14:00:00Z',
    end: '2026-11-15T14:30:00Z',
    participant: [
      { actor: { reference: 'Patient/p' }, status: 'accepted' },
      { actor: { reference: 'Practitioner/d' }, status: 'accepted' },
    ],
  }

  test('ties the practitioner to the patient for its day', async () => {
    const one = await store()
    await one.resources([patient, doctor, appointment])
    const place = `${one.keys.tenant}#P#${one.id('Patient', 'p')} S#${one.id('Practitioner', 'd')}`
    const [row] = snapshot(one).filter((each) => each.place === place)
    expect(row?.marks).toMatchObject({
      basis: 'appointment',
      start: Date.UTC(2026, 10, 15),
      end: Date.UTC(2026, 10, 16),
    })
  })
})

test('a place in a care team that somebody ended by hand is not brought back by importing the same visit again', async () => {
  const one = await store()
  const visit = {
    resourceType: 'Encounter',
    id: 'e',
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p' },
    participant: [{ individual: { reference: 'Practitioner/d' } }],
    period: { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00Z' },
  }
  await one.resources([patient, doctor, visit])
  const { keys, memory } = one
  const ends = { patient: one.id('Patient', 'p'), actor: one.id('Practitioner', 'd') }
  const row = async () => (await memory.get([relationKey(keys.tenant, ends)]))[0]
  await memory.transact(endActions(keys, (await row()) ?? {}, NOW), { token: 'end' })
  await one.resources([patient, doctor, visit])
  expect(await row()).toMatchObject({ end: NOW, basis: 'manual', w: 2 })
  const next = { ...visit, id: 'e2', period: { start: '2026-11-15T13:00:00Z' }, status: 'in-progress' }
  await one.resources([next])
  expect(await row()).toMatchObject({ start: Date.UTC(2026, 10, 15, 13), basis: 'encounter', w: 3 })
  await memory.transact(relationActions(keys, { ...ends, start: NOW, end: null, basis: 'manual', w: 4 }), {
    token: 'by hand',
  })
  await one.resources([visit, next])
  expect(await row()).toMatchObject({ basis: 'manual', w: 4 })
})
