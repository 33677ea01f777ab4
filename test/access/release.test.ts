import { describe, expect, it } from 'vitest'
import { run } from './clinic.fixture.ts'
import { as, IN_TEAM, NORMAL, path, requested } from './policy.fixture.ts'

describe('release', () => {
  it('sorts denials by their place in the reply, one for each response key', async () => {
    const text =
      '{ list: patients { nodes { z: gender id a: gender gender } } me { role } patient(id: "bob") { active } }'
    const { data, release } = await run(text, as('NURSE'), { facts: { bob: IN_TEAM } })
    expect(release.errors.map((error) => error.path.join('.'))).toEqual([
      'list.nodes.0.z',
      'list.nodes.0.a',
      'list.nodes.0.gender',
      'me',
    ])
    expect(Object.keys(data as object)).toEqual(['list', 'me', 'patient'])
    expect(release.denied).toEqual([
      { patient: 'ann', type: 'Patient', id: 'ann', fields: ['gender'] },
      { patient: null, type: 'Query', id: null, fields: ['me'] },
    ])
  })

  it('follows the order of the reply where a variable changes it', async () => {
    const text = 'query ($s: Boolean!) { patient(id: "ann") { gender @skip(if: $s) active gender } }'
    const paths = async (s: boolean) =>
      (await run(text, as('NURSE'), { variables: { s } })).release.errors.map(({ path }) => path.at(-1))
    expect([await paths(false), await paths(true)]).toEqual([
      ['gender', 'active'],
      ['active', 'gender'],
    ])
  })

  it('names a record once however often and under whatever aliases it came', async () => {
    const text =
      '{ a: patient(id: "ann") { x: id y: id } b: patient(id: "ann") { birthDate } c: patient(id: "ann") { gender } }'
    const { release } = await run(text, as('NURSE'))
    expect(release.disclosed).toEqual([{ patient: 'ann', type: 'Patient', id: 'ann', fields: ['birthDate~', 'id'] }])
  })

  it('names a record that is only mentioned, where its place is in the reply', () => {
    const { handover } = requested('{ patients { edges { cursor } } }', as('NURSE'))
    for (const [i, id] of ['ann', 'bob'].entries()) {
      handover.relate(id, { facts: [] })
      const permit = handover.permit({ fields: {}, type: 'Patient', id, patient: id, label: NORMAL, filters: [] })
      if (permit) handover.mention({ permit, path: path('patients', 'edges'), suffix: [i] })
    }
    const { disclosed } = handover.release({ patients: { edges: [null, { cursor: 'c' }] } })
    expect(disclosed).toEqual([{ patient: 'bob', type: 'Patient', id: 'bob', fields: [] }])
    expect(handover.withhold().disclosed.map(({ id, fields }) => [id, fields])).toEqual([
      ['ann', []],
      ['bob', []],
    ])
  })

  it('does not count null as disclosed', async () => {
    const { release } = await run('{ patient(id: "ann") { id maritalStatus { text } } }', as('DOCTOR'))
    expect(release.disclosed[0]?.fields).toEqual(['id'])
  })

  it('does not list a mask of nothing', () => {
    const { handover } = requested('{ patient(id: "ann") { birthDate } }', as('NURSE'))
    handover.relate('ann', { facts: [] })
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] })
    if (!permit) throw new Error('ann does not exist')
    handover.view({ permit, content: {}, path: path('patient'), suffix: [] })
    expect(handover.release({ patient: { birthDate: null } })).toMatchObject({
      masked: [],
      disclosed: [{ fields: [] }],
    })
  })

  it('does not count what null propagation took out of the reply', () => {
    const { handover } = requested('{ patients { nodes { id gender } } }', as('NURSE'))
    handover.relate('ann', { facts: [] })
    const fields = handover.nodesAt(path('patients')).PatientConnection?.nodes?.types.Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] })
    if (!permit) throw new Error('ann does not exist')
    handover.view({ permit, content: { id: 'ann' }, path: path('patients', 'nodes'), suffix: [0] })
    const gone = { errors: [], masked: [], disclosed: [], denied: [], opened: 1 }
    expect(handover.release({ patients: null })).toEqual(gone)
    expect(handover.release({ patients: { nodes: null } })).toEqual(gone)
    expect(handover.release(null)).toEqual(gone)
    expect(handover.release({ patients: { nodes: [{ id: 'ann', gender: null }] } }).errors).toHaveLength(1)
  })

  it('says once that a place is refused, and notes each reason', () => {
    const { handover } = requested('{ patients(mrn: "1", family: "x") { nodes { id } } }', as('SUPPORT'))
    handover.deny(path('patients'), 'Patient.identifier')
    handover.deny(path('patients'), 'Patient.name')
    const { errors, denied } = handover.release({ patients: null })
    expect(errors).toHaveLength(1)
    expect(denied).toEqual([{ patient: null, type: 'Patient', id: null, fields: ['identifier', 'name'] }])
  })

  it('remembers a refused call for the audit even if its place is gone', () => {
    const { handover } = requested('{ me { role } }', as('DOCTOR'))
    handover.deny(path('me'), 'Query.me')
    expect(handover.release(null)).toMatchObject({ errors: [], denied: [{ type: 'Query', id: null, fields: ['me'] }] })
  })

  it('lets no reply out that holds data in a refused place', () => {
    const { handover } = requested('{ me { role } }', as('DOCTOR'))
    handover.deny(path('me'), 'Query.me')
    expect(() => handover.release({ me: { role: 'DOCTOR' } })).toThrow('A refused place holds data.')
  })

  it('lets no reply out that holds data in a denied field', () => {
    const { handover } = requested('{ patient(id: "ann") { gender } }', as('NURSE'))
    handover.relate('ann', { facts: [] })
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', label: NORMAL, filters: [] })
    if (!permit) throw new Error('ann does not exist')
    handover.view({ permit, content: {}, path: path('patient'), suffix: [] })
    expect(() => handover.release({ patient: { gender: 'female' } })).toThrow('A refused place holds data.')
  })
})
