import { AccessError, Handover, handleOf } from '@wardgraph/access'
import type { ResponsePath } from 'graphql'
import { describe, expect, it } from 'vitest'
import { run } from './clinic.fixture.ts'
import { as, IN_TEAM, NOW, policy, requested } from './policy.fixture.ts'

const CHART = `{ patient(id: "ann") { id name { family } birthDate gender identifier { system value use } observations { nodes { id valueString } } } }`
const path = (...keys: (string | number)[]): ResponsePath => {
  const [first = '', ...rest] = keys
  const root: ResponsePath = { key: first, prev: undefined, typename: undefined }
  return rest.reduce<ResponsePath>((prev, key) => ({ key, prev, typename: undefined }), root)
}

describe('what each role sees of a chart', () => {
  it('a doctor of the care team sees all of it', async () => {
    const { data, release } = await run(CHART, as('DOCTOR'), { facts: { ann: IN_TEAM } })
    expect(data).toEqual({
      patient: {
        id: 'ann',
        name: [{ family: 'Able' }],
        birthDate: '1970-02-03',
        gender: 'female',
        identifier: [{ system: 'urn:mrn', value: 'MRN-ann-123456', use: 'usual' }],
        observations: { nodes: [{ id: 'ob1', valueString: 'finding of ann' }] },
      },
    })
    expect(release.errors).toEqual([])
    expect(release.disclosed).toEqual([
      { patient: 'ann', type: 'Observation', id: 'ob1', fields: ['id', 'valueString'] },
      {
        patient: 'ann',
        type: 'Patient',
        id: 'ann',
        fields: ['birthDate', 'gender', 'id', 'identifier', 'name', 'observations'],
      },
    ])
  })

  it('a nurse outside the care team sees the year and the last four, and is told what else she may not see', async () => {
    const { data, release } = await run(CHART, as('NURSE'))
    expect(data).toEqual({
      patient: {
        id: 'ann',
        name: [{ family: 'Able' }],
        birthDate: '1970',
        gender: null,
        identifier: [{ system: 'urn:mrn', value: '3456', use: 'usual' }],
        observations: null,
      },
    })
    expect(release.errors).toEqual([
      { message: 'Not permitted.', path: ['patient', 'gender'], extensions: { code: 'FORBIDDEN' } },
      { message: 'Not permitted.', path: ['patient', 'observations'], extensions: { code: 'FORBIDDEN' } },
    ])
    expect(release.masked).toEqual([
      ['patient', 'birthDate'],
      ['patient', 'identifier'],
    ])
    expect(release.denied).toEqual([{ patient: 'ann', type: 'Patient', id: 'ann', fields: ['gender', 'observations'] }])
    expect(release.disclosed).toEqual([
      { patient: 'ann', type: 'Patient', id: 'ann', fields: ['birthDate~', 'id', 'identifier~', 'name'] },
    ])
  })

  it('a patient sees its own chart, and nobody else exists', async () => {
    const own = await run(CHART, as('PATIENT'))
    expect(own.release.errors).toEqual([])
    const other = await run(
      '{ patient(id: "bob") { id name { family } observations { nodes { id } } } }',
      as('PATIENT'),
    )
    expect(other.data).toEqual({ patient: null })
    expect(other.release).toEqual({ errors: [], masked: [], disclosed: [], denied: [], opened: 0 })
    const nobody = await run(
      '{ patient(id: "zed") { id name { family } observations { nodes { id } } } }',
      as('PATIENT'),
    )
    expect([other.data, other.release]).toEqual([nobody.data, nobody.release])
  })

  it('in a list those who do not exist for the caller are left out', async () => {
    const { data } = await run('{ patients { nodes { id } } }', as('PATIENT'))
    expect(data).toEqual({ patients: { nodes: [{ id: 'ann' }] } })
  })

  it('a role without a grant meets nobody', async () => {
    const { data, release } = await run('{ patient(id: "ann") { id } }', as('ADMIN'))
    expect([data, release.disclosed]).toEqual([{ patient: null }, []])
  })
})

describe('what is opened', () => {
  const classes = async (text: string, options: Parameters<typeof run>[2] = {}) =>
    (await run(text, as('NURSE'), options)).permits.map((permit) => [...(permit?.classes ?? [])].toSorted())

  it('the classes of what is selected and permitted, and no other', async () => {
    expect(await classes('{ patient(id: "ann") { name { family } } }')).toEqual([['NAME']])
    expect(await classes('{ patient(id: "ann") { name { family } gender telecom { value } } }')).toEqual([
      ['CONTACT', 'NAME'],
    ])
    expect(await classes('{ patient(id: "ann") { birthDate } }')).toEqual([['DEMOGRAPHIC']])
  })

  it('nothing for a list under a patient, which holds no content of the patient', async () => {
    const options = { facts: { ann: IN_TEAM } }
    expect(await classes('{ patient(id: "ann") { observations { nodes { id } } } }', options)).toEqual([
      [],
      ['CLINICAL'],
    ])
  })

  it('nothing for __typename', async () => {
    const { data, release, permits } = await run('{ patient(id: "ann") { __typename } }', as('NURSE'))
    expect(data).toEqual({ patient: { __typename: 'Patient' } })
    expect(permits[0]?.classes.size).toBe(0)
    expect(release.disclosed).toEqual([{ patient: 'ann', type: 'Patient', id: 'ann', fields: [] }])
  })

  it('nothing for what @skip and @include leave out, whether the default or the request decides', async () => {
    const text = `query ($no: Boolean!, $yes: Boolean! = true) {
      patient(id: "ann") { id birthDate @include(if: $no) ...F @skip(if: $yes) telecom @skip(if: $no) @include(if: $yes) { value } }
    } fragment F on Patient { identifier { value } gender }`
    const { data, release, permits } = await run(text, as('NURSE'), { variables: { no: false } })
    expect(data).toEqual({ patient: { id: 'ann', telecom: [{ value: '555-0100' }] } })
    expect([...(permits[0]?.classes ?? [])].toSorted()).toEqual(['CONTACT', 'NAME'])
    expect([release.errors, release.denied, release.masked]).toEqual([[], [], []])
    expect(release.disclosed[0]?.fields).toEqual(['id', 'telecom'])
    const other = await run(text, as('NURSE'), { variables: { no: false, yes: false } })
    expect(other.release.errors.map(({ path }) => path)).toEqual([['patient', 'gender']])
  })

  it('is counted over the request', async () => {
    const { release } = await run('{ patients { nodes { name { family } telecom { value } } } }', as('DOCTOR'))
    expect(release.opened).toBe(4)
  })
})

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

  it('does not count null as disclosed', async () => {
    const { release } = await run('{ patient(id: "ann") { id maritalStatus { text } } }', as('DOCTOR'))
    expect(release.disclosed[0]?.fields).toEqual(['id'])
  })

  it('does not count what null propagation took out of the reply', () => {
    const { handover } = requested('{ patients { nodes { id gender } } }', as('NURSE'))
    handover.relate('ann', [])
    const fields = handover.nodesAt(path('patients')).PatientConnection?.nodes?.types.Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
    if (!permit) throw new Error('ann does not exist')
    handover.view({ permit, content: { id: 'ann' }, path: path('patients'), suffix: ['nodes', 0] })
    const gone = { errors: [], masked: [], disclosed: [], denied: [], opened: 1 }
    expect(handover.release({ patients: null })).toEqual(gone)
    expect(handover.release({ patients: { nodes: null } })).toEqual(gone)
    expect(handover.release(null)).toEqual(gone)
    expect(handover.release({ patients: { nodes: [{ id: 'ann', gender: null }] } }).errors).toHaveLength(1)
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
    handover.relate('ann', [])
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
    if (!permit) throw new Error('ann does not exist')
    handover.view({ permit, content: {}, path: path('patient'), suffix: [] })
    expect(() => handover.release({ patient: { gender: 'female' } })).toThrow('A refused place holds data.')
  })
})

describe('a request', () => {
  const text = '{ patient(id: "ann") { id gender telecom { value } } }'

  it('decides a relation once: what comes later does not widen it', () => {
    const { handover } = requested(text, as('NURSE'))
    expect(handover.relate('ann', [])).toBe(8)
    expect(handover.relate('ann', IN_TEAM)).toBe(8)
  })

  it('gives no permit before the relation is known', () => {
    const { handover } = requested(text, as('NURSE'))
    const permit = () => handover.permit({ fields: {}, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
    expect(permit).toThrow('was not established')
  })

  it.each([
    ['a record of a patient that names none', { type: 'Observation', id: 'ob1', patient: null }],
    ['a patient that is not its own', { type: 'Patient', id: 'ann', patient: 'bob' }],
    ['a record of no patient that names one', { type: 'Practitioner', id: 'doc', patient: 'ann' }],
    ['a type that is no record', { type: 'Quantity', id: 'x', patient: null }],
  ])('gives no permit for %s', (_name, record) => {
    const { handover } = requested(text, as('DOCTOR'))
    handover.relate('ann', IN_TEAM)
    handover.relate('bob', IN_TEAM)
    expect(() => handover.permit({ fields: {}, ...record, filters: [] })).toThrow(AccessError)
  })

  it('a record found by what the caller may only read masked, or not at all, does not exist', () => {
    const found = (filters: string[], facts: typeof IN_TEAM | []) => {
      const { handover } = requested(text, as('NURSE'))
      handover.relate('ann', facts)
      return handover.permit({ fields: {}, type: 'Patient', id: 'ann', patient: 'ann', filters }) !== undefined
    }
    expect(found(['Patient.name'], [])).toBe(true)
    expect(found(['Patient.birthDate'], [])).toBe(false)
    expect(found(['Patient.name', 'Observation.code'], [])).toBe(false)
    expect(found(['Patient.name', 'Patient.birthDate', 'Observation.code'], IN_TEAM)).toBe(true)
  })

  it('views no record under a permit of another request, or one made for less', () => {
    const made = (selected: string) => {
      const { handover } = requested(selected, as('NURSE'))
      handover.relate('ann', [])
      const fields = handover.nodesAt(path('patient')).Patient ?? {}
      const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
      if (!permit) throw new Error('ann does not exist')
      return { handover, permit }
    }
    const [one, other] = [made(text), made(text)]
    const view = { content: {}, path: path('patient'), suffix: [] }
    expect(() => one.handover.view({ ...view, permit: other.permit })).toThrow('was not issued by this request')
    const narrow = one.handover.permit({ fields: {}, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
    if (!narrow) throw new Error('ann does not exist')
    expect(() => one.handover.view({ ...view, permit: narrow })).toThrow('does not cover')
    expect(() => one.handover.view({ ...view, permit: one.permit, path: path('nowhere') })).toThrow('no such place')
  })

  it('takes no plan of another role or purpose', () => {
    const { plan } = requested(text, as('DOCTOR'))
    const start = (caller: ReturnType<typeof as>) => () =>
      new Handover({ policy, plan, caller, variables: {}, now: NOW })
    expect(start(as('NURSE'))).toThrow('another role')
    expect(start(as('DOCTOR', 'HOPERAT'))).toThrow('another role')
  })
})

describe('a view', () => {
  it('knows its permit and shows none of it', () => {
    const { handover } = requested('{ patient(id: "ann") { id } }', as('DOCTOR'))
    handover.relate('ann', [])
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
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
    handover.relate('ann', [])
    const fields = handover.nodesAt(path('patient')).Patient ?? {}
    const permit = handover.permit({ fields, type: 'Patient', id: 'ann', patient: 'ann', filters: [] })
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

  it('of nothing is nothing', () => {
    expect(seen({ identifier: [] }).identifier).toEqual([])
    expect(seen({}).identifier).toBeNull()
    expect(seen({ identifier: [null] }).identifier).toEqual([null])
  })
})
