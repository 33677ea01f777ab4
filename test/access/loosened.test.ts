import { ASKED_BY_NAME, compile, diffRights } from '@wardgraph/access'
import { describe, expect, test } from 'vitest'
import { problemsAfter } from './gate.fixture.ts'
import { policy, sources } from './policy.fixture.ts'

describe('a right that is the same, of which more comes, is wider:', () => {
  test.each([
    [
      'a record that a closed class hid',
      {
        file: 'observation',
        from: 'id: RecordId! @data(class: CLINICAL)\n  version: Version! @',
        to: 'id: RecordId @data(class: CLINICAL)\n  version: Version @',
      },
      ['Observation is known of now where CLINICAL is closed'],
    ],
    [
      'a label that is read as another',
      { file: 'policy', from: 'HIV @segment(bit: 2', to: 'HIV @segment(bit: 7' },
      ['Segment.HIV is what records with bit 7 are labelled now, and was bit 2'],
    ],
    [
      'a filter that no right bounds',
      {
        file: 'patient',
        from: 'code: String @of(field: "Observation.code")',
        to: 'code: Username',
      },
      ['Patient.observations takes Patient.observations(code:) as Username, unguarded'],
    ],
    [
      'a proof that no right bounds',
      { file: 'verify', from: 'birthDate: Date @of(field: "Patient.birthDate")', to: 'birthDate: Username' },
      ['Mutation.verifyPatient takes Mutation.verifyPatient(input.birthDate:) as Username, unguarded'],
    ],
    [
      'a record that is nobody’s',
      { file: 'encounter', from: 'patient: "subject"', to: 'patient: null' },
      ['Encounter belongs to no patient now, and did to subject'],
    ],
  ])('%s', (_name, breakage, expected) => {
    const { policy: head, problems } = problemsAfter(breakage)
    if (head === null) throw new Error(problems.join('\n'))
    const loose = diffRights(policy, head).filter(({ looser }) => looser !== null)
    expect(loose.every(({ wider, change }) => wider && change === '~')).toBe(true)
    expect([...new Set(loose.map(({ coordinate, looser }) => `${coordinate} ${looser}`))]).toEqual(expected)
    // The way back takes away what the way there gave, and gives nothing.
    const words = diffRights(head, policy).flatMap(({ looser }) => looser ?? [])
    expect(words.filter((one) => !/bit|belongs/.test(one))).toEqual([])
  })

  test('a field whose class a consent may leave open', () => {
    const { policy: head } = problemsAfter({
      file: 'patient',
      from: 'telecom: [ContactPoint!] @data(class: CONTACT',
      to: 'telecom: [ContactPoint!] @data(class: NAME',
    })
    if (head === null) throw new Error('expected a schema that compiles')
    const changes = diffRights(policy, head).filter(({ coordinate }) => coordinate === 'Patient.telecom')
    expect(changes.length).toBeGreaterThan(0)
    expect(changes.every(({ change, wider }) => change === '~' && wider)).toBe(true)
  })
})

describe('an audience that code asks for by name', () => {
  test('is one of the schema', () => {
    expect(ASKED_BY_NAME.filter((name) => policy.audiences[name] === undefined)).toEqual([])
  })

  test.each(ASKED_BY_NAME)('%s is wider when it admits more, also where a call admits them anyway', (name) => {
    // As if a call of the schema used it: whom that admits is no news, and what code asks for is.
    const called = (text: string) => text.replace('@allow(to: SIGNED_IN)', `@allow(to: ${name})`)
    const wider = (text: string) =>
      text.replace(new RegExp(`(${name}\\s+@grants\\(\\s*to: \\[)`), '$1{ role: SERVICE, when: TENANT }, ')
    const [base, head] = [called, (text: string) => wider(called(text))].map(
      (change) => compile({ sources: sources.map((one) => ({ ...one, text: change(one.text) })) }).policy,
    )
    if (!base || !head) throw new Error('expected schemas that compile')
    const opened = diffRights(base, head).filter((one) => one.wider)
    expect(opened.map(({ role, coordinate }) => `${role} ${coordinate}`)).toContain(`SERVICE Audience.${name}`)
  })
})
