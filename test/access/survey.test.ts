import { mayReview, type Policy, Survey } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { as, IN_TEAM, NORMAL, NOW, policy, RULES } from './policy.fixture.ts'
import { DORA, glass, HIV, PART2, proxy, ROB } from './standing.fixture.ts'

const survey = (reviewer = as('PRIVACY'), of: Policy = policy) =>
  new Survey({ policy: of, rules: RULES, reviewer, patient: 'ann', now: NOW })
const head = NORMAL.segments

describe('a survey', () => {
  it('is for whom the schema’s audience of reviewers admits, and for nobody else', () => {
    for (const role of ['ADMIN', 'DOCTOR', 'NURSE', 'PATIENT', 'SUPPORT', 'SERVICE'] as const) {
      expect(mayReview({ policy, caller: as(role) })).toBe(false)
      expect(() => survey(as(role))).toThrow(expect.objectContaining({ code: 'ERR_ACCESS_REVIEWER' }))
    }
    expect(mayReview({ policy, caller: as('PRIVACY') })).toBe(true)
    const closed = { ...policy, audiences: { ...policy.audiences, REVIEWERS: {} } }
    expect(() => survey(as('PRIVACY'), closed)).toThrow(expect.objectContaining({ code: 'ERR_ACCESS_REVIEWER' }))
  })

  it('opens consents, and the birth date where somebody stands for the patient, and nothing else', () => {
    const permit = survey().decisionPermit([...IN_TEAM, glass()])
    expect(permit).toMatchObject({ tenant: 't1', type: 'Patient', id: 'ann', patient: 'ann', bits: 0, reached: 0 })
    expect([...permit.classes]).toEqual(['CONSENT'])
    expect([...survey().decisionPermit([proxy()]).classes]).toEqual(['CONSENT', 'DEMOGRAPHIC'])
  })

  it('tells apart what is read whole, in part and not at all', () => {
    const nurse = survey().of([as('NURSE')], { known: { facts: [] }, head })
    expect(nurse).toMatchObject({ reads: ['CONTACT', 'NAME'], masked: ['DEMOGRAPHIC', 'IDENTIFIER'], segments: [] })
    expect(survey().of([as('ADMIN')], { known: { facts: [] }, head })).toMatchObject({ reads: [], masked: [] })
    expect(survey().of([], { known: { facts: [] }, head })).toEqual({
      tie: undefined,
      reads: [],
      masked: [],
      segments: [],
    })
  })

  it('counts what a membership reads under any of its purposes', () => {
    const desk = (...purposes: readonly ('HOPERAT' | 'HPAYMT')[]) =>
      survey().of(
        purposes.map((purpose) => as('SUPPORT', purpose)),
        { known: { facts: [] }, head },
      ).reads
    expect(desk('HPAYMT')).not.toContain('CONSENT')
    expect(desk('HPAYMT', 'HOPERAT')).toContain('CONSENT')
  })

  it('shows nothing of a chart whose own record is not there for the caller', () => {
    const of = { known: { facts: IN_TEAM } }
    expect(survey().of([DORA], { ...of, head: HIV }).reads).toContain('CLINICAL')
    expect(survey().of([DORA], { ...of, head: PART2 })).toMatchObject({ reads: [], masked: [], segments: [] })
    expect(survey().of([ROB], { known: { facts: [] }, head })).toMatchObject({ reads: [], masked: [], segments: [] })
  })
})
