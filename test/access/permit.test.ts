import { Handover } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { as, IN_TEAM, NORMAL, NOW, path, policy, RULES, requested } from './policy.fixture.ts'

/** Ann's own record, of which nothing is selected. */
const ann = { fields: {}, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL }

describe('a request', () => {
  const text = '{ patient(id: "ann") { id gender telecom { value } } }'

  it('decides a relation once: what comes later does not widen it', () => {
    const { handover } = requested(text, as('NURSE'))
    expect(handover.relate('ann', { facts: [] }).tie.bits).toBe(8)
    expect(handover.relate('ann', { facts: IN_TEAM }).tie.bits).toBe(8)
  })

  it('gives no permit before the relation is known', () => {
    const { handover } = requested(text, as('NURSE'))
    const permit = () => handover.permit({ ...ann, filters: [] })
    expect(permit).toThrow('was not established')
  })

  it.each([
    ['a record of a patient that names none', { type: 'Observation', id: 'ob1', patient: null }],
    ['a patient that is not its own', { type: 'Patient', id: 'ann', patient: 'bob' }],
    ['a record of no patient that names one', { type: 'Practitioner', id: 'doc', patient: 'ann' }],
    ['a type that is no record', { type: 'Quantity', id: 'x', patient: null }],
  ])('gives no permit for %s', (_name, record) => {
    const { handover } = requested(text, as('DOCTOR'))
    handover.relate('ann', { facts: IN_TEAM })
    handover.relate('bob', { facts: IN_TEAM })
    for (const label of [NORMAL, null])
      expect(() => handover.permit({ fields: {}, ...record, label, filters: [] })).toThrow(
        expect.objectContaining({ code: 'ERR_ACCESS_PERMIT' }),
      )
  })

  it('gives no permit for a record of a patient whose label was not read', () => {
    const { handover } = requested(text, as('DOCTOR'))
    handover.relate('ann', { facts: IN_TEAM })
    const finding = { fields: {}, type: 'Observation', id: 'ob1', patient: 'ann', filters: [] }
    const permit = (label: typeof NORMAL | null) => () => handover.permit({ ...finding, label })
    expect(permit(null)).toThrow(expect.objectContaining({ code: 'ERR_ACCESS_PERMIT' }))
    expect(permit(NORMAL)).not.toThrow()
  })

  it('a record found by what the caller may only read masked, or not at all, does not exist', () => {
    const found = (filters: string[], facts: typeof IN_TEAM | []) => {
      const { handover } = requested(text, as('NURSE'))
      handover.relate('ann', { facts })
      return handover.permit({ ...ann, filters }) !== undefined
    }
    expect(found(['Patient.name'], [])).toBe(true)
    expect(found(['Patient.birthDate'], [])).toBe(false)
    expect(found(['Patient.name', 'Observation.code'], [])).toBe(false)
    expect(found(['Patient.name', 'Patient.birthDate', 'Observation.code'], IN_TEAM)).toBe(true)
  })

  it('views no record under a permit of another request, or one made for less', () => {
    const made = (selected: string) => {
      const { handover } = requested(selected, as('NURSE'))
      handover.relate('ann', { facts: [] })
      const fields = handover.nodesAt(path('patient')).Patient ?? {}
      const permit = handover.permit({ ...ann, fields, filters: [] })
      if (!permit) throw new Error('ann does not exist')
      return { handover, permit }
    }
    const [one, other] = [made(text), made(text)]
    const view = { content: {}, path: path('patient'), suffix: [] }
    expect(() => one.handover.view({ ...view, permit: other.permit })).toThrow('was not issued by this request')
    expect(() => one.handover.mention({ ...view, permit: other.permit })).toThrow('was not issued by this request')
    const narrow = one.handover.permit({ ...ann, filters: [] })
    if (!narrow) throw new Error('ann does not exist')
    expect(() => one.handover.view({ ...view, permit: narrow })).toThrow('does not cover')
    expect(() => one.handover.view({ ...view, permit: one.permit, path: path('nowhere') })).toThrow('no such place')
    const doctor = one.handover.permit({
      fields: {},
      type: 'Practitioner',
      id: 'doc',
      patient: null,
      label: null,
      filters: [],
    })
    if (!doctor) throw new Error('doc does not exist')
    expect(() => one.handover.view({ ...view, permit: doctor })).toThrow('no such place')
  })

  it('opens for its own decisions the consents, and where the caller stands for the patient the birth date', () => {
    const always = { start: null, end: null }
    const proxy = { relation: 'PROXY', ...always, basis: 'PARENT', classes: null, segments: null } as const
    const classes = (role: 'DOCTOR' | 'PATIENT', facts: Parameters<Handover['decisionPermit']>[1]) => {
      const { handover } = requested(text, as(role))
      const permit = handover.decisionPermit('bob', facts)
      expect(permit).toMatchObject({ tenant: 't1', type: 'Patient', id: 'bob', patient: 'bob', bits: 0, reached: 0 })
      expect(handover.opened).toBe(permit.classes.size)
      return [...permit.classes]
    }
    expect(classes('DOCTOR', IN_TEAM)).toEqual(['CONSENT'])
    expect(classes('PATIENT', [])).toEqual(['CONSENT'])
    expect(classes('PATIENT', [proxy])).toEqual(['CONSENT', 'DEMOGRAPHIC'])
    expect(classes('DOCTOR', [proxy])).toEqual(['CONSENT'])
  })

  it('shows nothing under a permit that was given for a decision', () => {
    const { handover } = requested(text, as('NURSE'))
    handover.relate('ann', { facts: IN_TEAM })
    const view = { content: { id: 'ann', gender: 'female' }, path: path('patient'), suffix: [] }
    const control = handover.controlPermit({ type: 'Patient', id: 'ann', patient: 'ann' }, ['Patient.gender'])
    for (const permit of [control, handover.decisionPermit('ann', IN_TEAM)])
      expect(() => handover.view({ ...view, permit })).toThrow('does not cover what is viewed')
  })

  it('takes no plan of another role or purpose', () => {
    const { plan } = requested(text, as('DOCTOR'))
    const start = (caller: ReturnType<typeof as>) => () =>
      new Handover({ policy, rules: RULES, plan, caller, variables: {}, now: NOW })
    expect(start(as('NURSE'))).toThrow('another role')
    expect(start(as('DOCTOR', 'HOPERAT'))).toThrow('another role')
  })
})
