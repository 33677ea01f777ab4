import { birthday } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { NORMAL, NOW } from './policy.fixture.ts'
import {
  ALL,
  type Case,
  DORA,
  HIV,
  left,
  leftOfHead,
  MENTAL_HEALTH,
  proxy,
  REPRODUCTIVE,
  ROB,
  standing,
} from './standing.fixture.ts'

const NOBODY = { bits: 8, relation: 'TENANT', basis: null, proxy: null }
const REST = { head: false }

describe('who stands for a patient', () => {
  const seen = (of: Parameters<typeof proxy>[0], segments = 1) => left({ caller: ROB, facts: [proxy(of)] }, segments)

  it('reaches the classes of its scope, and all of them where it names none', () => {
    expect(seen({ classes: ['CLINICAL', 'VISIT'] })).toEqual(['CLINICAL', 'VISIT'])
    expect(seen({ classes: null })).toEqual(ALL)
    expect(seen({ classes: [] })).toEqual([])
    expect(leftOfHead({ caller: ROB, facts: [proxy({ classes: ['CONTACT'] })] })).toEqual(['CONTACT'])
  })

  it('reaches the segments of its scope: of a record with two labels both', () => {
    const two = HIV | MENTAL_HEALTH
    expect(seen({ segments: ['HIV'] }, HIV)).toEqual(ALL)
    expect(seen({ segments: ['HIV'] }, two)).toEqual([])
    expect(seen({ segments: ['HIV', 'MENTAL_HEALTH'] }, two)).toEqual(ALL)
    expect(seen({ segments: ['HIV'] })).toEqual([])
    expect(seen({ segments: ['NORMAL'] })).toEqual(ALL)
    expect(seen({ segments: null }, two)).toEqual(ALL)
    expect(seen({ segments: [] })).toEqual([])
  })

  it('reaches nothing by a name that is unknown', () => {
    expect(seen({ classes: ['GENETIC'] })).toEqual([])
    expect(seen({ classes: ['GENETIC', 'VISIT'] })).toEqual(['VISIT'])
    expect(seen({ segments: ['GENETIC'] })).toEqual([])
    expect(seen({ segments: ['GENETIC', 'constructor'] }, HIV)).toEqual([])
  })

  it.each(['', 'parent', 'COUSIN', 'constructor'])('by the basis %j is nobody', (basis) => {
    expect(standing({ caller: ROB, facts: [proxy({ basis })], birthDate: '2020-01-01' }).tie).toEqual(NOBODY)
  })

  it.each([
    ['from its first millisecond', { start: NOW }, { start: NOW + 1 }],
    ['until before its end', { end: NOW + 1 }, { end: NOW }],
  ])('stands %s', (_name, holds, doesNot) => {
    expect(standing({ caller: ROB, facts: [proxy(holds)] }).tie.relation).toBe('PROXY')
    expect(standing({ caller: ROB, facts: [proxy(doesNot)] }).tie).toEqual(NOBODY)
  })

  it('is nobody under a staff role', () => {
    expect(standing({ caller: DORA, facts: [proxy()] }).tie).toEqual(NOBODY)
  })
})

describe('a parent of somebody born on 5 March 2010', () => {
  const parent = (at: string, more: Partial<Case> & { basis?: string } = {}): Case => {
    const { basis = 'PARENT', ...rest } = more
    return { caller: ROB, facts: [proxy({ basis })], birthDate: '2010-03-05', now: Date.parse(at), ...rest }
  }
  const [at11, at12] = ['2022-03-04T23:59:59.999Z', '2022-03-05T00:00:00.000Z']
  const [at17, at18] = ['2028-03-04T23:59:59.999Z', '2028-03-05T00:00:00.000Z']

  it('reaches every segment at 11, and from the twelfth birthday on not what the tenant hides then', () => {
    for (const segments of [1, HIV, MENTAL_HEALTH, REPRODUCTIVE, 1 | HIV])
      expect(left(parent(at11), segments)).toEqual(ALL)
    for (const segments of [HIV, MENTAL_HEALTH, 1 | HIV]) expect(left(parent(at12), segments)).toEqual([])
    for (const segments of [1, REPRODUCTIVE]) expect(left(parent(at12), segments)).toEqual(ALL)
    expect(left(parent(at12, { facts: [proxy({ basis: 'PARENT', segments: ['HIV'] })] }), HIV)).toEqual([])
  })

  it('stands for the child at 17, and from the eighteenth birthday on no more', () => {
    expect(standing(parent(at17)).tie.relation).toBe('PROXY')
    expect(standing(parent(at18)).tie).toEqual(NOBODY)
    expect(standing(parent(at18)).reach(NORMAL, REST).bits).toBe(8)
  })

  it('ends at the age that the tenant says, and is hidden what it says', () => {
    const rules = {
      adult: 16,
      ages: [
        { from: 0, hides: ['HIV'] },
        { from: 15, hides: ['REPRODUCTIVE'] },
      ],
    }
    expect(left(parent(at11, { rules }), HIV)).toEqual([])
    expect(left(parent('2025-03-04T23:59:59.999Z', { rules }), REPRODUCTIVE)).toEqual(ALL)
    expect(left(parent('2025-03-05T00:00:00.000Z', { rules }), REPRODUCTIVE)).toEqual([])
    expect(left(parent('2025-03-05T00:00:00.000Z', { rules }), MENTAL_HEALTH)).toEqual(ALL)
    expect(standing(parent('2026-03-04T23:59:59.999Z', { rules })).tie.relation).toBe('PROXY')
    expect(standing(parent('2026-03-05T00:00:00.000Z', { rules })).tie).toEqual(NOBODY)
  })

  it.each([
    ['2010', '2022-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'],
    ['2010-03', '2022-03-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2012-02-29', '2024-02-29T00:00:00.000Z', '2030-03-01T00:00:00.000Z'],
  ])('born on %s counts from the first day that it may be', (birthDate, twelve, eighteen) => {
    const justBefore = (at: string) => new Date(Date.parse(at) - 1).toISOString()
    expect(left(parent(justBefore(twelve), { birthDate }), HIV)).toEqual(ALL)
    expect(left(parent(twelve, { birthDate }), HIV)).toEqual([])
    expect(standing(parent(justBefore(eighteen), { birthDate })).tie.relation).toBe('PROXY')
    expect(standing(parent(eighteen, { birthDate })).tie).toEqual(NOBODY)
  })

  it.each([undefined, null, '', 'unknown', '10-03-05', '2010-03-05T00:00:00Z', 20100305, ['2010-03-05']])(
    'stands for nobody whose birth date is %j',
    (birthDate) => {
      expect(standing(parent(at11, { birthDate })).tie).toEqual(NOBODY)
      expect(standing(parent(at11, { birthDate, basis: 'GUARDIAN' })).tie.relation).toBe('PROXY')
    },
  )

  it.each(['GUARDIAN', 'POWER_OF_ATTORNEY', 'EXECUTOR'])(
    'stands for it no more, and %s does, from whom nothing is hidden',
    (basis) => {
      expect(standing(parent(at18, { basis })).tie.relation).toBe('PROXY')
      expect(left(parent(at18, { basis }), HIV)).toEqual(ALL)
      expect(left(parent(at12, { basis }), HIV)).toEqual(ALL)
    },
  )
})

describe('a birthday', () => {
  it('is midnight UTC of the day, so many years on', () => {
    expect(birthday('2010-03-05', 18)).toBe(Date.parse('2028-03-05T00:00:00Z'))
    expect(birthday('2010', 0)).toBe(Date.parse('2010-01-01T00:00:00Z'))
    expect(birthday('2010-3-5', 18)).toBeUndefined()
    expect(birthday(' 2010', 18)).toBeUndefined()
  })
})
