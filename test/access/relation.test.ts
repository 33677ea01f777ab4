import { type Caller, decideWrite, type Fact, inputCoordinates, mayFilterAtAll, Standing } from '@wardgraph/access'
import type { Role } from '@wardgraph/schema/types'
import { describe, expect, it } from 'vitest'
import { as, NOW, policy, RULES, requested, schema } from './policy.fixture.ts'

const [SELF, CARE_TEAM, TENANT] = [1, 4, 8]

function bits(caller: Caller, patient: string, facts: readonly Fact[] = [], now = NOW) {
  return new Standing({ policy, rules: RULES, caller, now }, patient, { facts }).tie.bits
}
const team = (start: number | null, end: number | null): Fact[] => [
  { relation: 'CARE_TEAM', start, end, basis: 'careteam' },
]

describe('relation bits', () => {
  it('everybody of the tenant is TENANT, also to records that belong to no patient', () => {
    expect([bits(as('DOCTOR'), 'ann'), bits(as('ADMIN'), 'ann')]).toEqual([TENANT, TENANT])
    const { handover } = requested('{ patient(id: "ann") { id } }', as('ADMIN'))
    const hospital = { type: 'Organization', id: 'org', patient: null, label: null }
    expect(handover.permit({ fields: {}, ...hospital, filters: [] })?.bits).toBe(TENANT)
  })

  it('a patient is SELF to its own chart and to no other', () => {
    expect([bits(as('PATIENT'), 'ann'), bits(as('PATIENT'), 'bob')]).toEqual([SELF | TENANT, TENANT])
  })

  it('a patient without a chart is SELF to nothing', () => {
    expect(bits({ ...as('PATIENT'), patient: null }, 'ann')).toBe(TENANT)
  })

  it('staff who are patients here too are not SELF in their staff role', () => {
    expect(bits({ ...as('DOCTOR'), patient: 'ann' }, 'ann')).toBe(TENANT)
  })

  it('a patient is never of a care team', () => {
    expect(bits(as('PATIENT'), 'bob', team(null, null))).toBe(TENANT)
  })

  it('a proxy is nothing to staff, and broken glass nothing to a patient', () => {
    const always = { start: null, end: null }
    const proxy: Fact = { relation: 'PROXY', ...always, basis: 'GUARDIAN', classes: null, segments: null }
    const glass: Fact = { relation: 'BREAK_GLASS', ...always, membership: 'm1', grant: 'g1' }
    expect([bits(as('DOCTOR'), 'bob', [proxy]), bits(as('PATIENT'), 'bob', [glass])]).toEqual([TENANT, TENANT])
    expect([bits(as('DOCTOR'), 'bob', [glass]), bits(as('PATIENT'), 'bob', [proxy])]).toEqual([16, TENANT | 2])
  })

  it.each([
    ['open at both ends', null, null, true],
    ['from now on', NOW, null, true],
    ['until just now, which is not included', null, NOW, false],
    ['until after now', null, NOW + 1, true],
    ['from after now', NOW + 1, null, false],
    ['backwards', NOW + 1, NOW - 1, false],
    ['from a date that could not be read', Number.NaN, null, false],
    ['until a date that could not be read', null, Number.NaN, false],
    ['from minus infinity', Number.NEGATIVE_INFINITY, null, false],
    ['until infinity', null, Number.POSITIVE_INFINITY, false],
  ])('a care team period %s counts only when it is live', (_name, start, end, live) => {
    expect(bits(as('NURSE'), 'ann', team(start, end))).toBe(live ? TENANT | CARE_TEAM : TENANT)
  })

  it('without a time nothing is live', () => {
    expect(bits(as('NURSE'), 'ann', team(null, null), Number.NaN)).toBe(TENANT)
  })

  it('one live membership among ended ones is enough', () => {
    expect(bits(as('NURSE'), 'ann', [...team(null, NOW), ...team(NOW, null)])).toBe(TENANT | CARE_TEAM)
  })
})

describe('what arguments carry', () => {
  const carried = (fieldCoordinate: string, args: Record<string, unknown>) =>
    inputCoordinates({ policy, schema, fieldCoordinate, args })

  it('only arguments that were given, and no control', () => {
    expect(carried('Query.patients', { first: 20, family: undefined, mrn: null })).toEqual([])
    expect(carried('Query.patients', { first: 20, family: 'x', birthDate: '1970-01-01' })).toEqual([
      'Patient.birthDate',
      'Patient.name',
    ])
    expect(carried('Patient.observations', { code: '8480-6' })).toEqual(['Observation.code'])
  })

  it('the fields of an input object, where null may erase and so counts', () => {
    const input = { patient: 'ann', expectedVersion: 1, idempotencyKey: 'k' }
    expect(carried('Mutation.updatePatientContact', { input })).toEqual([])
    expect(carried('Mutation.updatePatientContact', { input: { ...input, telecom: null } })).toEqual([
      'Patient.telecom',
    ])
    expect(
      carried('Mutation.updatePatientContact', { input: { ...input, telecom: [], address: [{ city: 'x' }] } }),
    ).toEqual(['Patient.address', 'Patient.telecom'])
  })

  it('refuses a field that the schema does not have', () => {
    expect(() => carried('Query.nobody', {})).toThrow('another role, purpose or schema')
  })

  it.each<[Role, string, boolean]>([
    ['SUPPORT', 'Patient.identifier', false], // masked only
    ['SUPPORT', 'Patient.name', true],
    ['NURSE', 'Patient.identifier', true], // of its care team
    ['ADMIN', 'Patient.name', false],
    ['DOCTOR', 'Observation.code', true],
    ['SUPPORT', 'Observation.code', false],
    ['DOCTOR', 'Patient.nothing', false],
  ])('%s by %s: may filter at all is %s', (role, coordinate, may) => {
    const { purposeOfUse: purpose } = as(role)
    expect(mayFilterAtAll({ policy, coordinate, role, purpose })).toBe(may)
  })
})

describe('a write', () => {
  const decide = (caller: Caller, mine: number, coordinates: string[], classes = -1) =>
    decideWrite({
      policy,
      caller,
      type: coordinates[0]?.split('.')[0] ?? 'Patient',
      id: 'ann',
      patient: 'ann',
      reach: { bits: mine, classes },
      coordinates,
    })

  it('is permitted for exactly the coordinates asked for', () => {
    const decision = decide(as('PATIENT'), SELF | TENANT, ['Patient.telecom', 'Patient.address'])
    const ann = { tenant: 't1', type: 'Patient', id: 'ann', patient: 'ann' }
    if (!decision.allow) throw new Error(decision.reason)
    expect(decision.permit).toMatchObject(ann)
    expect([...decision.permit.classes]).toEqual(['CONTACT'])
    expect(decision.permit.covers({ ...ann, fields: ['telecom', 'address'] })).toBe(true)
    for (const other of [{ tenant: 't2' }, { type: 'Observation' }, { id: 'bob' }, { patient: null }])
      expect(decision.permit.covers({ ...ann, ...other, fields: ['telecom'] })).toBe(false)
    expect(decision.permit.covers({ ...ann, fields: ['telecom', 'generalPractitioner'] })).toBe(false)
  })

  it('is refused in a class that is not left to the caller, and in no other', () => {
    const CONTACT = 1 << Object.keys(policy.classes).indexOf('CONTACT')
    const write = (classes: number) => decide(as('PATIENT'), SELF | TENANT, ['Patient.telecom'], classes)
    for (const classes of [0, ~CONTACT])
      expect(write(classes)).toEqual({ allow: false, reason: 'NO_CONSENT', coordinate: 'Patient.telecom' })
    expect(write(CONTACT).allow).toBe(true)
  })

  it.each<[string, Caller, number, string[], string, string]>([
    ['to another patient', as('PATIENT'), TENANT, ['Patient.telecom'], 'NO_RELATION', 'Patient.telecom'],
    [
      'by a doctor outside the care team',
      as('DOCTOR'),
      TENANT,
      ['Observation.code'],
      'NO_RELATION',
      'Observation.code',
    ],
    ['under another purpose', as('SUPPORT', 'HPAYMT'), TENANT, ['Patient.telecom'], 'NOT_GRANTED', 'Patient.telecom'],
    [
      'by a role without the grant',
      as('NURSE'),
      TENANT | CARE_TEAM,
      ['Patient.telecom'],
      'NOT_GRANTED',
      'Patient.telecom',
    ],
    [
      'of one field too many',
      as('SUPPORT'),
      TENANT,
      ['Patient.telecom', 'Patient.name'],
      'NOT_GRANTED',
      'Patient.name',
    ],
    ['of what nobody writes', as('SERVICE'), TENANT, ['Patient.id'], 'NO_WRITER', 'Patient.id'],
    ['of what is no field', as('SERVICE'), TENANT, ['Patient.nothing'], 'NO_WRITER', 'Patient.nothing'],
    [
      'of another type',
      as('SERVICE'),
      TENANT,
      ['Patient.telecom', 'Observation.code'],
      'NO_WRITER',
      'Observation.code',
    ],
    ['of nothing', as('SERVICE'), TENANT, [], 'NOTHING', ''],
  ])('is refused %s', (_name, caller, mine, coordinates, reason, coordinate) => {
    expect(decide(caller, mine, coordinates)).toEqual({ allow: false, reason, coordinate })
  })
})
