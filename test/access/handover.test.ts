import { describe, expect, it } from 'vitest'
import { run } from './clinic.fixture.ts'
import { as, IN_TEAM } from './policy.fixture.ts'

const CHART = `{ patient(id: "ann") { id name { family } birthDate gender identifier { system value use } observations { nodes { id valueString } } } }`

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

  it('is decided in a moment, however many ways lead to a fragment', async () => {
    const spread = (n: number) =>
      `fragment F${n} on Patient { ...F${n + 1} @include(if: $a) ...F${n + 1} @skip(if: $b) }`
    const chain = Array.from({ length: 60 }, (_, n) => spread(n)).join('\n')
    const text = `query ($a: Boolean!, $b: Boolean!) { patient(id: "ann") { ...F0 @include(if: $b) id } } ${chain} fragment F60 on Patient { gender }`
    const { release } = await run(text, as('NURSE'), { variables: { a: true, b: false } })
    expect(release.errors).toEqual([])
  })

  it('is counted over the request', async () => {
    const { release } = await run('{ patients { nodes { name { family } telecom { value } } } }', as('DOCTOR'))
    expect(release.opened).toBe(4)
  })
})
