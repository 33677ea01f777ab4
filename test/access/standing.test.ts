import { isLeft } from '@wardgraph/access'
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
  REPRODUCTIVE,
  ROB,
  standing,
  VIP,
} from './standing.fixture.ts'

const NOBODY = { bits: 8, relation: 'TENANT', basis: null, proxy: null }
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
  const ALL_BITS = 0b111_1111_1111

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
