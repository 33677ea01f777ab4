import { diffRights, rightsOf, rightsPaper } from '@wardgraph/access'
import { describe, expect, test } from 'vitest'
import { problemsAfter } from './gate.fixture.ts'
import { policy } from './policy.fixture.ts'

const RIGHTS = rightsOf(policy)

describe('a right', () => {
  test('is a row once, and the rows are sorted', () => {
    const keys = RIGHTS.map((one) =>
      [one.coordinate, one.action, one.role, one.relation, one.purpose, one.mask ?? '', one.path ?? ''].join(' '),
    )
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual([...keys].sort())
  })

  test('says whose, for what, in which part, and by which way', () => {
    const of = (coordinate: string, role: string) =>
      RIGHTS.filter((one) => one.coordinate === coordinate && one.role === role && one.action === 'READ').map(
        ({ relation, purpose, mask, path, class: name }) => [relation, purpose, name, mask, path],
      )
    expect(of('Patient.birthDate', 'NURSE')).toEqual([
      ['BREAK_GLASS', 'ETREAT', 'DEMOGRAPHIC', null, 'patient.birthDate'],
      ['CARE_TEAM', 'TREAT', 'DEMOGRAPHIC', null, 'patient.birthDate'],
      ['TENANT', 'TREAT', 'DEMOGRAPHIC', 'YEAR', 'patient.birthDate'],
    ])
    expect(of('Observation.valueQuantity.value', 'PATIENT')).toEqual([
      ['PROXY', 'PATRQT', 'CLINICAL', null, 'patient.observations.valueQuantity.value'],
      ['SELF', 'PATRQT', 'CLINICAL', null, 'patient.observations.valueQuantity.value'],
    ])
    expect(of('Practitioner.name', 'PRIVACY')).toEqual([['TENANT', 'HOPERAT', 'STAFF', null, null]])
    expect(of('Patient.name', 'ADMIN')).toEqual([])
    // Nobody sees in part what has no mask.
    expect(of('Patient.gender', 'NURSE').map(([relation]) => relation)).toEqual(['BREAK_GLASS', 'CARE_TEAM'])
  })

  test('that nothing leads to is out of reach: of a record that does not exist for the role', () => {
    const { policy: head } = problemsAfter({
      file: 'policy',
      from: 'VISIT @class(id: 6, read: VISITS',
      to: 'VISIT @class(id: 6, read: FINDERS',
    })
    if (head === null) throw new Error('expected a schema that compiles')
    const paths = rightsOf(head)
      .filter(
        ({ role, relation, coordinate }) => `${role} ${relation} ${coordinate}` === 'DOCTOR TENANT Encounter.class',
      )
      .map(({ path }) => path)
    expect(paths).toEqual([null])
  })

  test('is on paper for people, class by role', () => {
    const row = rightsPaper(policy)
      .split('\n')
      .find((line) => line.startsWith('| **IDENTIFIER**'))
    expect(row).toContain('in CARE_TEAM (TREAT); in part in TENANT (TREAT)')
  })
})

describe('a change of the schema, in one word each:', () => {
  const birthDate = 'birthDate: Date @data(class: DEMOGRAPHIC, write: FEED, mask: YEAR, index: FAMILY_BIRTHDATE)'
  test.each([
    [
      'a mask that is gone',
      { file: 'patient', from: 'write: FEED, mask: LAST_4, index: [', to: 'write: FEED, index: [' },
      '- narrower SUPPORT TENANT HOPERAT READ Patient.identifier',
    ],
    [
      'a field in another class',
      { file: 'patient', from: birthDate, to: birthDate.replace('DEMOGRAPHIC', 'CONTACT').replace('mask: YEAR, ', '') },
      '~ wider NURSE TENANT TREAT READ Patient.birthDate',
    ],
    [
      'a writer',
      {
        file: 'patient',
        from: 'gender: String @data(class: DEMOGRAPHIC, write: FEED',
        to: 'gender: String @data(class: DEMOGRAPHIC, write: CONTACT_WRITERS',
      },
      '+ wider PATIENT SELF PATRQT WRITE Patient.gender',
    ],
    [
      'a record that more may know of',
      {
        file: 'encounter',
        from: 'exists: VISITS) {\n  id: RecordId! @data(class: VISIT)\n  version: Version! @',
        to: 'exists: FINDERS) {\n  id: RecordId @data(class: VISIT)\n  version: Version @',
      },
      '+ wider DOCTOR TENANT TREAT READ Encounter',
    ],
    [
      'a segment that more may learn of',
      { file: 'policy', from: 'bit: 2, read: CARE', to: 'bit: 2, read: ANYBODY' },
      '+ wider SUPPORT TENANT HOPERAT READ Segment.HIV',
    ],
    [
      'a call',
      { file: 'me', from: 'me: Me @allow(to: SIGNED_IN', to: 'me: Me @allow(to: ADMINS' },
      '- narrower DOCTOR TENANT TREAT READ Query.me',
    ],
    [
      'a part of a value',
      { file: 'datatypes', from: 'type HumanName @value {', to: 'type HumanName @value {\n  maiden: String' },
      '+ wider NURSE TENANT TREAT READ Patient.name.maiden',
    ],
    [
      'what a proxy outlasts',
      { file: 'policy', from: 'PARENT @basis(untilAdult: true)', to: 'PARENT @basis(untilAdult: false)' },
      '+ wider PATIENT PROXY PATRQT READ ProxyBasis.PARENT(untilAdult: false)',
    ],
    [
      'an argument',
      {
        file: 'patient',
        from: 'observations(\n',
        to: 'observations(\n    text: String @of(field: "Observation.valueString")\n',
      },
      '+ wider DOCTOR CARE_TEAM TREAT FILTER Observation.valueString',
    ],
  ])('%s', (_name, breakage, expected) => {
    const { policy: head, problems } = problemsAfter(breakage)
    if (head === null) throw new Error(problems.join('\n'))
    const changes = diffRights(policy, head)
    const words = changes.map(({ change, wider, role, relation, purpose, action, coordinate }) =>
      [change, wider ? 'wider' : 'narrower', role, relation, purpose, action, coordinate].join(' '),
    )
    expect(words).toContain(expected)
    // The way back opens nothing that the way there opened, but that a consent may close either class.
    const plain = (all: typeof changes) => all.filter(({ looser }) => looser === null)
    const back = plain(diffRights(head, policy))
    expect(back.length).toBe(plain(changes).length)
    for (const [n, change] of plain(changes).entries())
      expect(change.wider && back[n]?.wider).toBe(change.before !== null && change.before.class !== change.class)
  })

  test('who is tied more closely is not granted what the whole house was granted before', () => {
    const { policy: head } = problemsAfter({
      file: 'policy',
      from: 'CONTACT @class(id: 5, read: FINDERS',
      to: 'CONTACT @class(id: 5, read: VISITS',
    })
    if (head === null) throw new Error('expected a schema that compiles')
    const changes = diffRights(policy, head)
    expect(changes.some(({ change, relation }) => change === '+' && relation === 'CARE_TEAM')).toBe(true)
    expect(changes.filter(({ wider }) => wider)).toEqual([])
    // And back: the house is granted what the team alone had.
    const back = diffRights(head, policy).filter(({ wider }) => wider)
    expect(new Set(back.map(({ role, relation }) => `${role} ${relation}`))).toEqual(
      new Set(['DOCTOR TENANT', 'NURSE TENANT']),
    )
  })

  test('a mask under TENANT covers no whole value in the team', () => {
    const { policy: base } = problemsAfter({
      file: 'policy',
      from: '        { role: NURSE, when: CARE_TEAM, for: [TREAT] }\n',
      to: '',
    })
    if (base === null) throw new Error('expected a schema that compiles')
    const wider = diffRights(base, policy).filter((one) => one.wider)
    expect(wider.map(({ action, coordinate, relation }) => `${action} ${coordinate} ${relation}`)).toContain(
      'READ Patient.birthDate CARE_TEAM',
    )
  })

  test('what only a mutation asks for by name', () => {
    const { policy: head, problems } = problemsAfter({
      file: 'policy',
      from: 'TEAM_EDITORS\n    @grants(\n      to: [\n',
      to: 'TEAM_EDITORS\n    @grants(\n      to: [\n        { role: ADMIN, when: TENANT }\n',
    })
    if (head === null) throw new Error(problems.join('\n'))
    expect(
      diffRights(policy, head).map(({ change, wider, role, coordinate }) => [change, wider, role, coordinate]),
    ).toEqual([['+', true, 'ADMIN', 'Audience.TEAM_EDITORS']])
  })

  test('none is no change', () => {
    expect(diffRights(policy, structuredClone(policy))).toEqual([])
  })
})
