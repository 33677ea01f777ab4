import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { audited, stored } from './ended.fixture.ts'
import { awsWard } from './faults.fixture.ts'

const SECRET = 'kanarie-4711'
/** Names that mean something to JavaScript or GraphQL, and names that mean nothing. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__typename',
  '__schema',
  '__x',
  'toJSON',
  'then',
  'tenant',
  'role',
  'purposeOfUse',
  'author',
]

/** Inputs of one mutation, as they are sent: JSON says what an object literal of JavaScript cannot. */
async function open() {
  const made = await ward()
  const { ada, doctor, handler } = made
  const input = `"patient":"${ada}","idempotencyKey":"k","code":{"text":"Pain"},"valueString":"mild"`
  const DOCUMENT =
    'mutation ($input: RecordObservationInput!) { recordObservation(input: $input) { observation { id } } }'
  const post = (body: string) => send(handler, { headers: { authorization: `Bearer ${doctor.token}` }, body })
  const byVariables = (variables: string) => post(`{"query":${JSON.stringify(DOCUMENT)},"variables":${variables}}`)
  const byLiterals = (literal: string) =>
    post(JSON.stringify({ query: `mutation { recordObservation(input: { ${literal} }) { observation { id } } }` }))
  const literals = `patient: "${ada}", idempotencyKey: "k", code: { text: "Pain" }, valueString: "mild"`
  return { ...made, input, literals, byVariables, byLiterals, post }
}

test('an input field that the schema does not know is refused with a code, at every depth, and nothing is written', async () => {
  const made = await open()
  const { input, literals, byVariables, byLiterals } = made
  const before = stored(made)
  for (const name of NAMES) {
    const of = (value: string) => `"${name}":${value}`
    const sent = [
      `{"input":{${input},${of(`"${SECRET}"`)}}}`,
      `{"input":{${input},${of(`{"patient":"${SECRET}"}`)}}}`,
      `{"input":{${input.replace('{"text":"Pain"}', `{"text":"Pain",${of(`["${SECRET}"]`)}}`)}}}`,
      `{"input":{${input.replace('"valueString":"mild"', `"component":[{"code":{"text":"x"},"valueString":"x",${of('null')}}]`)}}}`,
      `{"input":[{${input},${of('1')}}]}`,
    ]
    const spelled = [
      `${literals}, ${name}: "${SECRET}"`,
      `${literals}, ${name}: { patient: "${SECRET}" }`,
      literals.replace('text: "Pain"', `text: "Pain", ${name}: ["${SECRET}"]`),
    ]
    const replies = [...sent.map(byVariables), ...spelled.map(byLiterals)]
    for (const [i, reply] of replies.entries()) {
      const records = audited(made)
      const { status, body, text } = await reply
      expect([name, i, status, body.errors[0].extensions.code]).toEqual([name, i, 400, 'BAD_USER_INPUT'])
      expect([body.data, text.includes(SECRET), text.includes(name)]).toEqual([undefined, false, false])
      expect(audited(made)).toBeGreaterThanOrEqual(records)
    }
  }
  expect(stored(made)).toEqual(before)
  // Without them it is good.
  expect((await byVariables(`{"input":{${input}}}`)).body.errors).toBeUndefined()
})

test('a name that is nobody’s beside the input, or around it, changes nothing of what is asked', async () => {
  const made = await open()
  const { input, byVariables, post, query, doctor, ben } = made
  const before = stored(made)
  for (const name of ['__proto__', 'constructor']) {
    // A variable that no operation declares is none.
    const beside = await byVariables(`{"${name}":{"input":{${input}}}}`)
    expect([name, beside.status, beside.body.errors[0].extensions.code]).toEqual([name, 400, 'BAD_USER_INPUT'])
    const around = await post(`{"${name}":{"query":"{ me { role } }"},"variables":{}}`)
    expect([name, around.status, around.body.errors[0].extensions.code]).toEqual([name, 400, 'BAD_USER_INPUT'])
    expect(({} as Readonly<Record<string, unknown>>).input).toBeUndefined()
  }
  const chart = (id: string) => `{ patient(id: "${id}") { id } }`
  for (const id of ['__proto__', 'constructor', 'toString', 'A', '-'])
    expect((await query(doctor, chart(id))).body).toEqual({ data: { patient: null } })
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const { body } = await query(
      doctor,
      `query ${name} { ${name}: patient(id: "${ben}") { ${name}: observations { nodes { id } } name { ${name}: family } } }`,
    )
    expect(Object.entries(body.data)[0]).toEqual([name, JSON.parse(`{"${name}":null,"name":[{"${name}":"Bauer"}]}`)])
    expect(body.errors).toMatchObject([{ path: [name, name], extensions: { code: 'FORBIDDEN' } }])
  }
  expect(stored(made)).toEqual(before)
})

test('an operation that names a field, an argument or a type that is not there is refused, reserved names too', async () => {
  const made = await open()
  const { query, doctor, ada } = made
  const before = stored(made)
  for (const name of NAMES.filter((name) => name !== '__typename'))
    for (const document of [
      `{ ${name} }`,
      `mutation { ${name}(input: { patient: "${SECRET}" }) { id } }`,
      `{ patient(id: "${ada}", ${name}: "${SECRET}") { id } }`,
      `{ patient(id: "${ada}") { ${name} } }`,
      `{ patient(id: "${ada}") { ... on ${name} { id } } }`,
      `query ($${name}: ${name}) { patient(id: $${name}) { id } }`,
      `{ patient(id: "${ada}") { id @${name} } }`,
    ]) {
      const { status, body, text } = await query(doctor, document)
      expect([document, status, body.errors[0].extensions.code]).toEqual([document, 400, 'BAD_USER_INPUT'])
      expect([body.data, text.includes(SECRET)]).toEqual([undefined, false])
    }
  expect(stored(made)).toEqual(before)
})

test('an enum, a username or a unit that is called as a thing of JavaScript is none', async () => {
  const made = await open()
  const { ada, patient, support, admin, doctor } = made
  const before = stored(made)
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])
    for (const [as, mutation, input] of [
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: name }] }],
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', classes: [name] }] }],
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', segments: [name] }] }],
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', roles: [name] }] }],
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', purposes: [name] }] }],
      [patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', persons: [name] }] }],
      [support, 'assignProxy', { patient: ada, username: 'nurse', basis: name }],
      [support, 'assignProxy', { patient: ada, username: name, basis: 'GUARDIAN' }],
      [support, 'assignCareTeam', { patient: ada, username: name }],
      [support, 'assignCareTeam', { patient: ada, practitioner: name }],
      [support, 'assignCareTeam', { patient: ada, unit: name }],
      [doctor, 'labelRecord', { patient: ada, segments: [name] }],
      [doctor, 'labelRecord', { patient: ada, observation: name, segments: ['HIV'] }],
      [admin, 'rosterUnit', { unit: name, username: 'nurse' }],
      [admin, 'updateTenantRules', { expectedVersion: 1, hours: { open: 1, close: 2, zone: name } }],
      [admin, 'updateTenantRules', { expectedVersion: 1, consent: name }],
    ] as const) {
      const { code } = await act(made, as, mutation, input)
      expect([name, mutation, input, code]).toEqual([
        name,
        mutation,
        input,
        expect.stringMatching(/^(BAD_USER_INPUT|FORBIDDEN)$/),
      ])
    }
  expect(stored(made)).toEqual(before)
})

test('an id that is none is answered as one that nobody has, and is no part of a key', async () => {
  const made = await ward()
  const { ada, ben, dora, doctor, support, privacy, admin } = made
  const before = stored(made)
  const odd = [
    'x',
    '#',
    'A',
    '../..',
    `${ada}#`,
    `#${ada}`,
    `${ada}#B`,
    'é'.repeat(26),
    ada.toUpperCase(),
    `${ada}\u0000`,
    ' ',
  ]
  const nobody = 'b'.repeat(26)
  for (const [as, name, kind, input] of [
    [doctor, 'recordObservation', 'patient', { code: { text: 'x' }, valueString: 'x' }],
    [doctor, 'labelRecord', 'patient', { segments: ['HIV'] }],
    [doctor, 'labelRecord', 'observation', { patient: ada, segments: ['HIV'] }],
    [doctor, 'labelRecord', 'encounter', { patient: ada, segments: ['HIV'] }],
    [doctor, 'breakGlass', 'patient', { reason: 'Shock' }],
    [doctor, 'endBreakGlass', 'patient', {}],
    [support, 'assignCareTeam', 'patient', { practitioner: dora }],
    [support, 'assignCareTeam', 'practitioner', { patient: ben }],
    [support, 'endCareTeam', 'practitioner', { patient: ada }],
    [support, 'assignProxy', 'patient', { username: 'nurse', basis: 'GUARDIAN' }],
    [support, 'verifyPatient', 'patient', { birthDate: '1970-03-05' }],
    [support, 'recordConsent', 'consent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY' }] }],
    [support, 'updatePatientContact', 'patient', { expectedVersion: 1, telecom: [] }],
    [privacy, 'closeReview', 'review', { expectedVersion: 1, finding: 'UNCLEAR' }],
    [admin, 'mergePatients', 'into', { patient: ada }],
    [admin, 'mergePatients', 'patient', { into: ada }],
  ] as const) {
    const none = await act(made, as, name, { ...input, [kind]: nobody })
    expect(none.code).toMatch(/^(FORBIDDEN|BAD_USER_INPUT)$/)
    for (const id of odd)
      expect([name, kind, id, (await act(made, as, name, { ...input, [kind]: id })).body]).toEqual([
        name,
        kind,
        id,
        none.body,
      ])
  }
  expect(stored(made)).toEqual(before)
})

test('the id of a patient that is longer than a key of DynamoDB is one that nobody has', async () => {
  const { doctor, support, calm, close } = await awsWard()
  const long = 'b'.repeat(4_096)
  const read = await calm.ask(doctor, { query: `{ patient(id: "${long}") { id } }` })
  expect([read.status, read.body]).toEqual([200, { data: { patient: null } }])
  const input = `idempotencyKey: "k", patient: "${long}", birthDate: "1970-03-05"`
  const write = await calm.ask(support, { query: `mutation { verifyPatient(input: { ${input} }) { matches } }` })
  expect([write.status, write.body.errors[0].extensions.code]).toEqual([200, 'FORBIDDEN'])
  await close()
})
