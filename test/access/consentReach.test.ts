import { describe, expect, it } from 'vitest'
import { as, IN_TEAM, NORMAL, requested } from './policy.fixture.ts'
import {
  ALL,
  DORA,
  glass,
  HIV,
  left,
  leftOfHead,
  MENTAL_HEALTH,
  PART2,
  proxy,
  ROB,
  standing,
} from './standing.fixture.ts'

const without = (...names: string[]) => ALL.filter((name) => !names.includes(name))
const PERMIT = { type: 'PERMIT' }
const DENY = { type: 'DENY' }

describe('the patient', () => {
  it('is bound by no rule of its own, and who stands for it is', () => {
    for (const rule of [DENY, { ...DENY, roles: ['PATIENT'] }, { ...DENY, persons: ['u1', 'u2'] }, 'unread']) {
      const consents = [{ rules: [rule] }]
      expect(left({ caller: as('PATIENT'), facts: [], consents })).toEqual(ALL)
      expect(leftOfHead({ caller: as('PATIENT'), facts: [], consents })).toEqual(ALL)
      expect(left({ caller: ROB, facts: [proxy()], consents })).toEqual([])
    }
  })
})

describe('an emergency', () => {
  const open = (rule: object) => left({ facts: [glass()], consent: [rule] })

  // 45 CFR 164.522(a)(1)(iii)
  it.each([
    ['everything', {}],
    ['the doctor', { persons: ['dora'] }],
    ['the role', { roles: ['DOCTOR'] }],
    ['the purpose that she states', { purposes: ['TREAT'] }],
    ['a class', { classes: ['CLINICAL'] }],
    ['a segment', { segments: ['NORMAL'] }],
  ])('is not bound by a rule that denies %s', (_name, of) => {
    expect(open({ ...DENY, ...of })).toEqual(ALL)
    expect(left({ consent: [{ ...DENY, ...of }] })).not.toEqual(ALL)
  })

  it('is bound by a rule that names ETREAT, which binds nobody else', () => {
    const rule = { ...DENY, purposes: ['ETREAT'] }
    expect(open(rule)).toEqual([])
    expect(open({ ...rule, classes: ['CLINICAL'] })).toEqual(without('CLINICAL'))
    expect(open({ ...rule, roles: ['NURSE'] })).toEqual(ALL)
    expect(left({ consent: [rule] })).toEqual(ALL)
  })

  it('is not bound by a rule that cannot be read', () => {
    expect(open({ ...DENY, except: [] })).toEqual(ALL)
  })
})

describe("the patient's own record", () => {
  it('keeps its name and its consents open unless a rule names these classes', () => {
    expect(leftOfHead({ consent: [DENY] })).toEqual(['CONSENT', 'NAME'])
    expect(leftOfHead({ consent: [{ ...DENY, roles: ['DOCTOR'] }] })).toEqual(['CONSENT', 'NAME'])
    expect(leftOfHead({ consents: 'unread' })).toEqual(['CONSENT', 'NAME'])
    expect(leftOfHead({ consent: [{ ...DENY, classes: ['NAME'] }] })).toEqual(without('NAME'))
    expect(leftOfHead({ consent: [DENY, { ...DENY, classes: ['CONSENT'] }] })).toEqual(['NAME'])
  })

  it('whose name is closed does not exist, nor one found by a class that is closed', () => {
    const found = (classes: string[], filters: string[]) => {
      const { handover } = requested('{ patient(id: "ann") { id } }', DORA)
      handover.relate('ann', { facts: IN_TEAM, consents: [{ rules: [{ ...DENY, classes }] }] })
      const ann = { fields: {}, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL }
      return handover.permit({ ...ann, filters }) !== undefined
    }
    expect(found(['NAME'], [])).toBe(false)
    expect(found(['IDENTIFIER'], [])).toBe(true)
    expect(found(['IDENTIFIER'], ['Patient.identifier'])).toBe(false)
    expect(found(['IDENTIFIER'], ['Patient.birthDate'])).toBe(true)
  })

  it('hands over what consent leaves, and denies the rest', () => {
    const { handover } = requested('{ patient(id: "ann") { id gender telecom { value } } }', DORA)
    handover.relate('ann', { facts: IN_TEAM, consents: [{ rules: [{ ...DENY, classes: ['CONTACT'] }] }] })
    const place = { key: 'patient', prev: undefined, typename: undefined }
    const fields = handover.nodesAt(place).Patient ?? {}
    const ann = { fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] }
    const permit = handover.permit(ann)
    if (!permit) throw new Error('ann does not exist')
    expect([...permit.classes].sort()).toEqual(['DEMOGRAPHIC', 'NAME'])
    const content = { id: 'ann', gender: 'female', telecom: [{ value: '555-0100' }] }
    const view = handover.view({ permit, content, path: place, suffix: [] })
    expect(JSON.parse(JSON.stringify(view))).toMatchObject({ id: 'ann', gender: 'female', telecom: null })
    const { denied } = handover.release({ patient: { id: 'ann', gender: 'female', telecom: null } })
    expect(denied).toEqual([{ patient: 'ann', type: 'Patient', id: 'ann', fields: ['telecom'] }])
  })
})

describe('a tenant whose charts are closed until the patient permits', () => {
  const rules = { consent: 'DENY' } as const

  it('closes the chart where no rule says anything, and not who the patient is', () => {
    expect(left({ rules })).toEqual([])
    expect(leftOfHead({ rules })).toEqual(ALL)
    expect(left({ rules: { consent: 'PERMIT' } })).toEqual(ALL)
  })

  it('opens what a rule permits, to whom it permits it', () => {
    expect(left({ rules, consent: [{ ...PERMIT, classes: ['CLINICAL'] }] })).toEqual(['CLINICAL'])
    expect(left({ rules, consent: [{ ...PERMIT, roles: ['NURSE'] }] })).toEqual([])
    expect(left({ rules, consent: [{ ...PERMIT, segments: ['HIV'] }] })).toEqual([])
    expect(left({ rules, consent: [PERMIT] })).toEqual(ALL)
  })

  it('does not close an emergency, nor the own chart of the patient', () => {
    expect(left({ rules, facts: [glass()] })).toEqual(ALL)
    expect(left({ rules, caller: as('PATIENT'), facts: [] })).toEqual(ALL)
    expect(left({ rules, caller: ROB, facts: [proxy()] })).toEqual([])
  })
})

describe('a PART2 record', () => {
  it('is open to the care team by a permission that names PART2 only', () => {
    expect(left({}, PART2)).toEqual([])
    expect(left({ consent: [PERMIT] }, PART2)).toEqual([])
    expect(left({ consent: [{ ...PERMIT, segments: ['HIV'] }] }, PART2)).toEqual([])
    expect(left({ consent: [{ ...PERMIT, segments: ['PART2'] }] }, PART2)).toEqual(ALL)
    expect(left({ consent: [{ ...PERMIT, segments: ['HIV', 'PART2'] }] }, PART2)).toEqual(ALL)
  })

  it('is open as far as the permission goes: its classes, persons, purposes and period', () => {
    const permission = { ...PERMIT, segments: ['PART2'] }
    expect(left({ consent: [{ ...permission, classes: ['CLINICAL'] }] }, PART2)).toEqual(['CLINICAL'])
    expect(left({ consent: [{ ...permission, persons: ['nils'] }] }, PART2)).toEqual([])
    expect(left({ consent: [{ ...permission, purposes: ['HPAYMT'] }] }, PART2)).toEqual([])
    expect(left({ consent: [{ ...permission, end: '2026-11-22T12:00:00Z' }] }, PART2)).toEqual([])
  })

  it('is closed again by a denial that is as specific', () => {
    const permission = { ...PERMIT, segments: ['PART2'] }
    expect(left({ consent: [permission, { ...DENY, segments: ['PART2'] }] }, PART2)).toEqual([])
    expect(left({ consent: [permission, { ...DENY, persons: ['dora'] }] }, PART2)).toEqual([])
    expect(left({ consent: [permission, DENY] }, PART2)).toEqual(ALL)
  })

  it('is closed to who stands for the patient until a permission names it', () => {
    const of = { caller: ROB, facts: [proxy()] }
    expect(left(of, PART2)).toEqual([])
    expect(left({ ...of, consent: [{ ...PERMIT, segments: ['PART2'] }] }, PART2)).toEqual(ALL)
  })

  it('is closed outside the care team, whatever is permitted', () => {
    expect(left({ facts: [], consent: [{ ...PERMIT, segments: ['PART2'] }] }, PART2)).toEqual([])
    expect(left({ caller: as('SUPPORT'), consent: [{ ...PERMIT, segments: ['PART2'] }] }, PART2)).toEqual([])
  })

  it('needs no permission for its author, the patient and an emergency', () => {
    const author = (mine: boolean) => standing({}).reach({ segments: PART2, author: mine }, { head: false }).classes
    expect([author(true), author(false)]).toEqual([0b1111_1111_1111, 0])
    expect(left({ caller: as('PATIENT'), facts: [] }, PART2)).toEqual(ALL)
    expect(left({ facts: [glass()] }, PART2)).toEqual(ALL) // 42 CFR 2.51
  })
})

describe('a record with two labels', () => {
  const of = (consent: readonly object[]) => left({ rules: { consent: 'DENY' }, consent }, HIV | MENTAL_HEALTH)

  it('is permitted by a rule on both, and by none on either', () => {
    expect(of([{ ...PERMIT, segments: ['HIV'] }])).toEqual([])
    expect(of([{ ...PERMIT, segments: ['MENTAL_HEALTH'] }])).toEqual([])
    expect(
      of([
        { ...PERMIT, segments: ['HIV'] },
        { ...PERMIT, segments: ['MENTAL_HEALTH'] },
      ]),
    ).toEqual([])
    expect(of([{ ...PERMIT, segments: ['HIV', 'MENTAL_HEALTH'] }])).toEqual(ALL)
    expect(of([PERMIT])).toEqual(ALL)
  })

  it('is denied by a rule on either', () => {
    for (const segments of [['HIV'], ['MENTAL_HEALTH'], ['HIV', 'VIP']]) {
      expect(of([PERMIT, { ...DENY, segments }])).toEqual([])
      expect(left({ consent: [{ ...DENY, segments }] }, HIV | MENTAL_HEALTH)).toEqual([])
    }
    expect(of([PERMIT, { ...DENY, segments: ['VIP'] }])).toEqual(ALL)
  })

  it('one of which is PART2 needs the name of PART2, and is denied by a rule on the other', () => {
    const both = (consent: readonly object[]) => left({ consent }, PART2 | HIV)
    expect(both([{ ...PERMIT, segments: ['HIV'] }])).toEqual([])
    expect(both([{ ...PERMIT, segments: ['PART2', 'HIV'] }])).toEqual(ALL)
    expect(
      both([
        { ...PERMIT, segments: ['PART2'] },
        { ...DENY, segments: ['HIV'] },
      ]),
    ).toEqual([])
  })
})
