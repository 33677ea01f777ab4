import { handleOf } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { MASKS } from '../../packages/access/src/mask.ts'
import { as, NORMAL, path, requested } from './policy.fixture.ts'

describe('a view', () => {
  it('knows its permit and shows none of it', () => {
    const { handover } = requested('{ patient(id: "ann") { id } }', as('DOCTOR'))
    handover.relate('ann', { facts: [] })
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] })
    if (!permit) throw new Error('ann does not exist')
    const view = handover.view({ permit, content: { id: 'ann', gender: 'female' }, path: path('patient'), suffix: [] })
    expect(handleOf(view).permit).toBe(permit)
    expect(JSON.stringify(view)).toBe('{"id":"ann"}')
    expect(Object.keys(view)).toEqual(['id'])
  })

  it.each([null, undefined, {}, 'x'])('a handle is not had of %j', (thing) => {
    expect(() => handleOf(thing)).toThrow('This is not a view.')
  })
})

describe('a mask', () => {
  const seen = (content: Record<string, unknown>) => {
    const { handover } = requested('{ patient(id: "ann") { birthDate identifier { value } } }', as('NURSE'))
    handover.relate('ann', { facts: [] })
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] })
    if (!permit) throw new Error('ann does not exist')
    return handover.view({ permit, content, path: path('patient'), suffix: [] })
  }

  it.each([
    ['1970-02-03', '1970'],
    ['1970-02', '1970'],
    ['1970', '1970'],
    ['19700203', null],
    ['born 1970', null],
    [19700203, null],
    [null, null],
  ])('YEAR of %j is %j', (birthDate, year) => {
    expect(seen({ birthDate }).birthDate).toBe(year)
  })

  it.each([
    ['MRN-123456', '3456'],
    ['12345678', '5678'],
    ['1234567', '567'],
    ['12345', '45'],
    ['1234', '34'],
    ['12', '2'],
    ['1', ''],
    ['', ''],
    ['ab😀😀😀😀', '😀😀😀'],
    [undefined, null],
    [12345678, null],
  ])('LAST_4 of an identifier %j is %j', (value, last) => {
    expect(seen({ identifier: [{ value }] }).identifier).toEqual([{ use: null, type: null, system: null, value: last }])
  })

  it('LAST_4 keeps use, type and system of an identifier and nothing else', () => {
    const identifier = [
      {
        use: 'usual',
        type: { text: 'MR' },
        system: 's',
        value: 'MRN-123456',
        period: { start: '1970' },
        assigner: 'x',
      },
    ]
    expect(seen({ identifier }).identifier).toEqual([
      { use: 'usual', type: { text: 'MR' }, system: 's', value: '3456' },
    ])
  })

  const initials = MASKS.get('INITIALS')

  it.each([
    ['Ann', 'A.'],
    ['  ann', 'a.'],
    ['Østergård', 'Ø.'],
    ['😀lly', '😀.'],
    ['王', '王.'],
    ['', ''],
    ['   ', ''],
    [undefined, null],
    [null, null],
    [7, null],
  ])('INITIALS of %j is %j', (value, first) => {
    expect(initials?.(value)).toEqual(first)
  })

  it('INITIALS keeps the use of a name and the first letters of its parts, and nothing else', () => {
    const name = {
      use: 'official',
      text: 'Dr. Ann Mary Able-Baker',
      family: 'Able-Baker',
      given: ['Ann', 'Mary'],
      prefix: ['Dr.'],
      suffix: ['MD'],
      period: { start: '1970' },
    }
    expect(initials?.([name])).toEqual([{ use: 'official', family: 'A.', given: ['A.', 'M.'] }])
    expect(initials?.({ text: 'Ann Able' })).toEqual({ use: null, family: null, given: [] })
    expect(initials?.({ family: 7, given: ['Ann', 7, null] })).toEqual({ use: null, family: null, given: ['A.'] })
    expect(initials?.({ given: 'Ann' })).toEqual({ use: null, family: null, given: [] })
    expect(initials?.([null, 'Ann'])).toEqual([null, 'A.'])
  })

  it('of nothing is nothing', () => {
    expect(seen({ identifier: [] }).identifier).toEqual([])
    expect(seen({}).identifier).toBeNull()
    expect(seen({ identifier: [null] }).identifier).toEqual([null])
  })
})
