import { describe, expect, it } from 'vitest'
import { NORMAL, NOW, requested } from './policy.fixture.ts'
import { ALL, DORA, left, standing } from './standing.fixture.ts'

const without = (...names: string[]) => ALL.filter((name) => !names.includes(name))
const PERMIT = { type: 'PERMIT' }
const DENY = { type: 'DENY' }

describe('a consent', () => {
  it('that is not there removes nothing, nor does an empty one', () => {
    expect(left({})).toEqual(ALL)
    expect(left({ consents: null })).toEqual(ALL)
    expect(left({ consents: [] })).toEqual(ALL)
    expect(left({ consent: [] })).toEqual(ALL)
  })

  it('removes the classes that it denies and no other', () => {
    expect(left({ consent: [{ ...DENY, classes: ['CLINICAL', 'VISIT'] }] })).toEqual(without('CLINICAL', 'VISIT'))
    expect(left({ consent: [DENY] })).toEqual([])
  })

  it('of several counts with every rule of each', () => {
    const consents = ['CLINICAL', 'VISIT'].map((name, n) => ({ id: `c${n}`, rules: [{ ...DENY, classes: [name] }] }))
    expect(left({ consents })).toEqual(without('CLINICAL', 'VISIT'))
  })

  it('that permits adds neither a tie nor a class', () => {
    const consent = [{ ...PERMIT, persons: ['dora'] }]
    const outside = standing({ facts: [], consent })
    expect(outside.tie).toEqual({ bits: 8, relation: 'TENANT', basis: null, proxy: null })
    expect(outside.reach(NORMAL, { head: false }).bits).toBe(8)
    expect(left({ consent })).toEqual(left({}))
    const { handover } = requested('{ patient(id: "ann") { id } }', DORA)
    handover.relate('ann', { facts: [], consents: [{ rules: consent }] })
    const finding = { fields: {}, type: 'Observation', id: 'ob1', patient: 'ann', label: NORMAL, filters: [] }
    expect(handover.permit(finding)).toBeUndefined()
  })

  it.each([
    ['a role', { roles: ['NURSE'] }, { roles: ['DOCTOR', 'NURSE'] }],
    ['a practitioner', { persons: ['nils'] }, { persons: ['nils', 'dora'] }],
    ['a person', { persons: ['u2'] }, { persons: ['u1'] }],
    ['a purpose', { purposes: ['HPAYMT'] }, { purposes: ['HPAYMT', 'TREAT'] }],
    ['a segment', { segments: ['HIV'] }, { segments: ['HIV', 'NORMAL'] }],
  ])('that denies by %s denies those that it names, and nobody else', (_name, other, mine) => {
    expect(left({ consent: [{ ...DENY, ...other }] })).toEqual(ALL)
    expect(left({ consent: [{ ...DENY, ...mine }] })).toEqual([])
  })

  it('takes null for what is not named', () => {
    const nothing = {
      classes: null,
      segments: null,
      roles: null,
      persons: null,
      purposes: null,
      start: null,
      end: null,
    }
    expect(left({ consent: [{ ...DENY, ...nothing }] })).toEqual([])
    expect(left({ consent: [{ ...DENY, ...nothing, roles: ['NURSE'] }] })).toEqual(ALL)
  })
})

describe('the more specific rule wins, then deny:', () => {
  const CLINICAL = { classes: ['CLINICAL'] }
  const both = { classes: ['CLINICAL', 'VISIT'] }
  const [FROM_MAY, FROM_JUNE] = [{ start: '2026-05-01T00:00:00Z' }, { start: '2026-06-01T00:00:00Z' }]
  const [TO_MAY, TO_JUNE] = [{ end: '2027-05-01T00:00:00Z' }, { end: '2027-06-01T00:00:00Z' }]
  it.each<[string, object, object, boolean]>([
    ['of two that name nothing', {}, {}, false],
    ['of two that name the same', CLINICAL, CLINICAL, false],
    ['a denied class in a permitted whole', {}, CLINICAL, false],
    ['a permitted class in a denied whole', CLINICAL, {}, true],
    ['a permitted class among denied ones', CLINICAL, both, true],
    ['a denied class among permitted ones', both, CLINICAL, false],
    ['a permitted segment among denied ones', { segments: ['NORMAL'] }, { segments: ['NORMAL', 'HIV'] }, true],
    ['a denied segment among permitted ones', { segments: ['NORMAL', 'HIV'] }, { segments: ['NORMAL'] }, false],
    ['a permitted role among denied ones', { roles: ['DOCTOR'] }, { roles: ['DOCTOR', 'NURSE'] }, true],
    ['a denied role among permitted ones', { roles: ['DOCTOR', 'NURSE'] }, { roles: ['DOCTOR'] }, false],
    ['a permitted person among denied ones', { persons: ['dora'] }, { persons: ['nils', 'dora'] }, true],
    ['a denied person among permitted ones', { persons: ['nils', 'dora'] }, { persons: ['dora'] }, false],
    ['a permitted purpose among denied ones', { purposes: ['TREAT'] }, { purposes: ['TREAT', 'HPAYMT'] }, true],
    ['a denied purpose among permitted ones', { purposes: ['TREAT', 'HPAYMT'] }, { purposes: ['TREAT'] }, false],
    ['a permitted person of a denied role', { persons: ['dora'] }, { roles: ['DOCTOR'] }, true],
    ['a denied person of a permitted role', { roles: ['DOCTOR'] }, { persons: ['dora'] }, false],
    ['a person, and the same in her role', { persons: ['dora'], roles: ['DOCTOR'] }, { persons: ['dora'] }, false],
    ['a permitted role and a denied class', { roles: ['DOCTOR'] }, CLINICAL, false],
    ['a permitted class and a denied role', CLINICAL, { roles: ['DOCTOR'] }, false],
    [
      'a permitted person for all, a denied role for a class',
      { persons: ['dora'] },
      { roles: ['DOCTOR'], ...both },
      false,
    ],
    [
      'a permitted person for a class of what a role is denied',
      { persons: ['dora'], ...CLINICAL },
      { roles: ['DOCTOR'], ...both },
      true,
    ],
    [
      'a permitted person in more roles than are denied',
      { persons: ['dora'], roles: ['DOCTOR', 'SUPPORT'] },
      { roles: ['DOCTOR'] },
      false,
    ],
    ['a permission that ends, of what is denied without end', { end: '2026-12-01T00:00:00Z' }, {}, true],
    ['a permission without end, of what is denied up to an end', {}, { end: '2026-12-01T00:00:00Z' }, false],
    ['a permission from a day on, of what is denied ever since', FROM_MAY, {}, true],
    ['a permission ever since, of what is denied from a day on', {}, FROM_MAY, false],
    ['a permitted class, both from the same day on', { ...CLINICAL, ...FROM_MAY }, FROM_MAY, true],
    ['a permitted class from before the denial on', { ...CLINICAL, ...FROM_MAY }, FROM_JUNE, false],
    ['a permitted class from after the denial on', { ...CLINICAL, ...FROM_JUNE }, FROM_MAY, true],
    ['a permitted class, both up to the same end', { ...CLINICAL, ...TO_MAY }, TO_MAY, true],
    ['a permitted class for longer than the denial', { ...CLINICAL, ...TO_JUNE }, TO_MAY, false],
    ['a permitted class for less than the denial', { ...CLINICAL, ...TO_MAY }, TO_JUNE, true],
  ])('%s', (_name, permitted, denied, open) => {
    const [permit, deny] = [
      { ...PERMIT, ...permitted },
      { ...DENY, ...denied },
    ]
    for (const consent of [
      [permit, deny],
      [deny, permit],
    ])
      expect(left({ consent }).includes('CLINICAL')).toBe(open)
    const consents = [{ rules: [permit] }, { rules: [deny] }]
    expect(left({ consents }).includes('CLINICAL')).toBe(open)
  })

  it('a permission must be more specific than every denial', () => {
    const consent = [DENY, { ...PERMIT, roles: ['DOCTOR'] }, { ...DENY, persons: ['dora'] }]
    expect(left({ consent: consent.slice(0, 2) })).toEqual(ALL)
    expect(left({ consent })).toEqual([])
    expect(left({ consent: [...consent, { ...PERMIT, persons: ['dora'], classes: ['VISIT'] }] })).toEqual(['VISIT'])
  })
})

describe('the period of a rule', () => {
  const at = (ms: number) => new Date(NOW + ms).toISOString()
  it.each([
    ['starts with its first millisecond', { start: at(0) }, { start: at(1) }],
    ['is over with its end', { end: at(1) }, { end: at(0) }],
    ['starts with its first second', { start: '2026-11-22T12:00:00Z' }, { start: '2026-11-22T12:00:01Z' }],
    ['is over with the second of its end', { end: '2026-11-22T12:00:01Z' }, { end: '2026-11-22T12:00:00Z' }],
    ['is in its own zone', { start: '2026-11-22T13:00:00+01:00' }, { start: '2026-11-22T13:00:01+01:00' }],
    ['holds between both', { start: at(0), end: at(1) }, { start: at(-9), end: at(0) }],
    ['has nothing in it if it is backwards', {}, { start: at(1), end: at(-1) }],
  ])('%s', (_name, holds, doesNot) => {
    expect(left({ consent: [{ ...DENY, ...holds }] })).toEqual([])
    expect(left({ consent: [{ ...DENY, ...doesNot }] })).toEqual(ALL)
    const permission = { ...PERMIT, classes: ['VISIT'] }
    expect(left({ consent: [DENY, { ...permission, ...holds }] })).toEqual(['VISIT'])
    expect(left({ consent: [DENY, { ...permission, ...doesNot }] })).toEqual([])
  })

  it('holds never where there is no time', () => {
    expect(left({ consent: [DENY], now: Number.NaN, facts: [] })).toEqual(ALL)
  })
})

describe('what is not understood denies everything:', () => {
  it.each<[string, unknown]>([
    ['consents that are no list', { rules: [PERMIT] }],
    ['consents that are a word', 'PERMIT'],
    ['a consent that is none', [null]],
    ['a consent without rules', [{ id: 'c1' }]],
    ['rules that are no list', [{ rules: PERMIT }]],
    ['a list in the place of a consent', [[{ rules: [PERMIT] }]]],
  ])('%s', (_name, consents) => {
    expect(left({ consents })).toEqual([])
  })

  it.each<[string, unknown]>([
    ['a rule that is none', null],
    ['a rule that is a word', 'PERMIT'],
    ['a rule that is a list', [PERMIT]],
    ['no type', {}],
    ['no type, and only a class', { classes: ['VISIT'] }],
    ['another type', { type: 'ALLOW' }],
    ['another type, and only other people', { type: 'ALLOW', roles: ['NURSE'] }],
    ['a type in small letters', { type: 'permit' }],
    ['an unknown element', { ...PERMIT, except: ['VISIT'] }],
    ['an unknown class', { ...PERMIT, classes: ['CLINICAL', 'GENETIC'] }],
    ['a class that every object inherits', { ...PERMIT, classes: ['constructor'] }],
    ['an unknown segment', { ...PERMIT, segments: ['NORMAL', 'GENETIC'] }],
    ['an unknown role', { ...PERMIT, roles: ['DOCTOR', 'DENTIST'] }],
    ['a role that every object inherits', { ...PERMIT, roles: ['toString'] }],
    ['an unknown purpose', { ...PERMIT, purposes: ['TREAT', 'TREATMENT'] }],
    ['no class', { ...PERMIT, classes: [] }],
    ['no segment', { ...PERMIT, segments: [] }],
    ['no role', { ...PERMIT, roles: [] }],
    ['no person', { ...PERMIT, persons: [] }],
    ['no purpose', { ...PERMIT, purposes: [] }],
    ['a class that is not in a list', { ...PERMIT, classes: 'CLINICAL' }],
    ['a person that is no text', { ...PERMIT, persons: ['dora', 7] }],
    ['a purpose that is no text', { ...PERMIT, purposes: [null] }],
    ['a start that is no moment', { ...PERMIT, start: 'yesterday' }],
    ['a start that is a number', { ...PERMIT, start: 0 }],
    ['an end that is no moment', { ...PERMIT, end: '2027-13-01T00:00:00Z' }],
    ['an end that is empty', { ...PERMIT, end: '' }],
    ['an end that is a guess', { ...PERMIT, end: '12' }],
    ['an end of no time zone', { ...PERMIT, end: '2027-01-01T00:00:00' }],
  ])('%s', (_name, rule) => {
    expect(left({ consents: [{ rules: [rule] }] })).toEqual([])
    expect(left({ consents: [{ rules: [PERMIT] }, { rules: [rule] }] })).toEqual([])
  })

  it('no permission beats one, however narrow', () => {
    const narrow = { ...PERMIT, classes: ['CLINICAL'], roles: ['DOCTOR'], persons: ['dora'], purposes: ['TREAT'] }
    for (const wrong of [{ type: 'MAYBE' }, { ...PERMIT, classes: ['GENETIC'] }, { ...DENY, roles: ['DENTIST'] }])
      expect(left({ consent: [wrong, narrow] })).toEqual([])
    expect(left({ consent: [DENY, narrow] })).toEqual(['CLINICAL'])
  })

  it('a denial that cannot be read is no smaller than it was', () => {
    for (const wrong of [{ classes: ['GENETIC'] }, { roles: ['DENTIST'] }, { end: 'yesterday' }, { except: [] }])
      expect(left({ consent: [{ ...DENY, ...wrong }] })).toEqual([])
  })
})

// 42 CFR 2.31
