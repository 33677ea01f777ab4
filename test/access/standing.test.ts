import { birthday, isLeft } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { as, IN_TEAM, NORMAL, NOW, policy } from './policy.fixture.ts'
import {
  ALL,
  type Case,
  DORA,
  glass,
  HIV,
  left,
  leftOfHead,
  MENTAL_HEALTH,
  PART2,
  PSYCHOTHERAPY,
  proxy,
  ROB,
  standing,
  VIP,
} from './standing.fixture.ts'

const NOBODY = { bits: 8, relation: 'TENANT', basis: null, proxy: null }
const REPRODUCTIVE = 16
const REST = { head: false }

describe('what ties a caller to a patient', () => {
  it('is said with the word of the row that it rests on', () => {
    expect(standing({}).tie).toEqual({ bits: 12, relation: 'CARE_TEAM', basis: 'manual', proxy: null })
    expect(standing({ facts: [] }).tie).toEqual(NOBODY)
    expect(standing({ facts: [glass()] }).tie).toEqual({
      bits: 16,
      relation: 'BREAK_GLASS',
      basis: 'grant1',
      proxy: null,
    })
    const own = standing({ caller: as('PATIENT'), facts: [] })
    expect(own.tie).toEqual({ bits: 9, relation: 'SELF', basis: null, proxy: null })
    const row = proxy({ basis: 'EXECUTOR' })
    const executor = standing({ caller: ROB, facts: [row] })
    expect(executor.tie).toEqual({ bits: 10, relation: 'PROXY', basis: 'EXECUTOR', proxy: row })
  })

  it('to its own chart is SELF, though somebody stands for it', () => {
    const own = standing({ caller: as('PATIENT'), facts: [proxy({ classes: [] })] })
    expect([own.tie.relation, own.tie.bits]).toEqual(['SELF', 9])
    expect(left({ caller: as('PATIENT'), facts: [proxy({ classes: [] })] })).toEqual(ALL)
  })
})

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

describe('broken glass', () => {
  it('is nothing to another membership of the same person', () => {
    expect(standing({ facts: [glass({ membership: 'm2' })] }).tie).toEqual(NOBODY)
    const other = standing({ facts: [glass({ membership: 'm2' }), ...IN_TEAM] })
    expect(other.tie.relation).toBe('CARE_TEAM')
  })

  it('is all that ties while it holds: no grant for another purpose does', () => {
    for (const facts of [
      [...IN_TEAM, glass()],
      [glass(), ...IN_TEAM],
    ]) {
      const broken = standing({ facts })
      expect([broken.tie.relation, broken.tie.bits]).toEqual(['BREAK_GLASS', 16])
      expect(broken.reach(NORMAL, REST).bits).toBe(16)
    }
  })

  it('holds from its first millisecond until before its end', () => {
    const at = (of: Parameters<typeof glass>[0]) => standing({ facts: [glass(of)] }).tie.relation
    expect([at({ start: NOW }), at({ start: NOW + 1 })]).toEqual(['BREAK_GLASS', 'TENANT'])
    expect([at({ end: NOW + 1 }), at({ end: NOW })]).toEqual(['BREAK_GLASS', 'TENANT'])
    const over = standing({ facts: [glass({ start: NOW - 60_000, end: NOW }), ...IN_TEAM] })
    expect(over.tie.bits).toBe(12)
  })

  it('shows no psychotherapy notes, and every other label', () => {
    expect(left({ facts: [glass()] }, PSYCHOTHERAPY)).toEqual([])
    for (const segments of [1, PART2, HIV, MENTAL_HEALTH, REPRODUCTIVE, VIP])
      expect(left({ facts: [glass()] }, segments)).toEqual(ALL)
  })
})

describe("a staff member's own chart, and those of whom it stands for,", () => {
  const caller = { ...DORA, patient: null, kin: new Set(['ann']) }

  it('are outside its care team, whatever row there is', () => {
    expect(standing({ caller }).tie).toEqual(NOBODY)
    expect(standing({ caller: { ...caller, kin: new Set(['bob']) } }).tie.relation).toBe('CARE_TEAM')
  })

  it('are inside where the tenant says so, and only by a row', () => {
    const rules = { ownChart: 'INSIDE' } as const
    expect(standing({ caller, rules }).tie.bits).toBe(12)
    expect(standing({ caller, rules, facts: [] }).tie).toEqual(NOBODY)
  })

  it('are never SELF in the staff role', () => {
    for (const ownChart of ['OUTSIDE', 'INSIDE'] as const)
      expect(standing({ caller: { ...caller, patient: 'ann' }, rules: { ownChart } }).tie.bits & 1).toBe(0)
  })
})

describe('the author of a record', () => {
  const note = (author: boolean) => ({ segments: PSYCHOTHERAPY, author })
  const ALL_BITS = 0b11_1111_1111

  it('is AUTHOR to that record and to no other', () => {
    const team = standing({})
    expect(team.reach(note(true), REST)).toEqual({ bits: 4 | 8 | 32, classes: ALL_BITS })
    expect(team.reach(note(false), REST)).toEqual({ bits: 4 | 8, classes: 0 })
    expect(team.reach(NORMAL, REST)).toEqual({ bits: 4 | 8, classes: ALL_BITS })
    expect(team.tie.bits).toBe(4 | 8)
  })

  it('is not of the care team by having written it', () => {
    expect(standing({ facts: [] }).reach(note(true), REST).bits).toBe(8 | 32)
    expect(standing({ facts: [] }).reach({ segments: HIV, author: true }, REST).classes).toBe(0)
  })

  it('is nothing more than anybody else under broken glass', () => {
    expect(standing({ facts: [glass()] }).reach(note(true), REST)).toEqual({ bits: 16, classes: 0 })
  })

  it('alone sees psychotherapy notes: neither the patient nor who stands for it', () => {
    expect(left({ caller: as('PATIENT'), facts: [] }, PSYCHOTHERAPY)).toEqual([])
    expect(left({ caller: ROB, facts: [proxy()] }, PSYCHOTHERAPY)).toEqual([])
  })

  it('is bound by consent as others are', () => {
    expect(standing({ consent: [{ type: 'DENY' }] }).reach(note(true), REST).classes).toBe(0)
  })
})

it('a standing that was asked once says the same of no other record', () => {
  const asked = standing({ consent: [{ type: 'DENY', classes: ['VISIT', 'CLINICAL'] }, { type: 'DENY' }] })
  const open = (label: typeof NORMAL, head: boolean) => asked.reach(label, { head }).classes !== 0
  expect([open(NORMAL, true), open(NORMAL, false), open(NORMAL, true)]).toEqual([true, false, true])
  const note = { segments: PSYCHOTHERAPY, author: true }
  const team = standing({})
  const classes = (label: typeof NORMAL) => team.reach(label, REST).classes
  expect([classes(note) !== 0, classes({ ...note, author: false }), classes(NORMAL) !== 0]).toEqual([true, 0, true])
})

describe('a label', () => {
  it.each([128, 0x8000, 1 | 128])('with a bit that the schema does not know (%i) is for nobody', (segments) => {
    const callers: Case[] = [
      {},
      { facts: [glass()] },
      { caller: as('PATIENT'), facts: [] },
      { caller: ROB, facts: [proxy()] },
    ]
    for (const of of callers) {
      expect(standing(of).reach({ segments, author: true }, REST).classes).toBe(0)
      expect(leftOfHead(of, segments)).toEqual([])
    }
  })

  it.each([
    ['HIV', HIV],
    ['MENTAL_HEALTH', MENTAL_HEALTH],
    ['REPRODUCTIVE', REPRODUCTIVE],
  ])('%s is for the care team and the patient, not for a desk that may see the visit', (_name, segments) => {
    expect(left({}, segments)).toEqual(ALL)
    expect(left({ caller: as('PATIENT'), facts: [] }, segments)).toEqual(ALL)
    expect(left({ facts: [] }, segments)).toEqual([])
    expect(left({ caller: as('SUPPORT'), facts: [] }, segments)).toEqual([])
    expect(left({ caller: as('SUPPORT'), facts: [] }, 1)).toEqual(ALL)
  })

  it('VIP hides a patient from staff who do not treat it, but for the registration desk', () => {
    expect(leftOfHead({ facts: [] }, VIP)).toEqual([])
    expect(leftOfHead({}, VIP)).toEqual(ALL)
    expect(leftOfHead({ caller: as('SUPPORT'), facts: [] }, VIP)).toEqual(ALL)
  })
})

describe('a standing is good until', () => {
  const team = (start: number | null, end: number | null) =>
    ({ relation: 'CARE_TEAM', start, end, basis: 'manual' }) as const
  const at = (text: string) => Date.parse(text)
  const never = Number.POSITIVE_INFINITY

  it('further notice where nothing that it rests on begins or ends', () => {
    expect(standing({}).until).toBe(never)
    expect(standing({ facts: [], consent: [{ type: 'DENY' }] }).until).toBe(never)
  })

  it('the next end or beginning of a row, whether it holds now or not', () => {
    expect(standing({ facts: [team(NOW - 9, NOW + 1)] }).until).toBe(NOW + 1)
    expect(standing({ facts: [team(NOW + 1, NOW + 2)] }).until).toBe(NOW + 1)
    expect(standing({ facts: [team(NOW - 9, NOW + 5), glass({ end: NOW + 3 })] }).until).toBe(NOW + 3)
    expect(standing({ facts: [team(NOW - 9, NOW)] }).until).toBe(never)
  })

  it('the next end or beginning of a rule', () => {
    const until = (...rules: object[]) => standing({ consent: rules.map((rule) => ({ type: 'DENY', ...rule })) }).until
    const [soon, later] = ['2026-11-22T12:00:01Z', '2026-11-23T00:00:00Z']
    expect(until({ end: later })).toBe(at(later))
    expect(until({ end: later }, { start: soon, roles: ['NURSE'] })).toBe(at(soon))
    expect(until({ start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' })).toBe(never)
  })

  it('the next birthday at which somebody sees less, or stands for the patient no more', () => {
    const until = (now: string) => {
      const facts = [proxy({ basis: 'PARENT' })]
      return standing({ caller: ROB, facts, birthDate: '2010-03-05', now: at(now) }).until
    }
    expect(until('2022-03-04T23:59:59.999Z')).toBe(at('2022-03-05T00:00:00Z'))
    expect(until('2022-03-05T00:00:00Z')).toBe(at('2028-03-05T00:00:00Z'))
    expect(until('2028-03-05T00:00:00Z')).toBe(never)
  })
})

describe('a field', () => {
  it('is left to whom its class is left, and to nobody by a name that the schema does not know', () => {
    const { classes } = standing({ consent: [{ type: 'DENY', classes: ['CONTACT'] }] }).reach(NORMAL, { head: true })
    const left = (coordinate: string) => isLeft({ policy, reach: { bits: 8, classes }, coordinate })
    expect(['Patient.telecom', 'Patient.birthDate', 'Patient.nothing', 'Nothing.id'].map(left)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })
})
