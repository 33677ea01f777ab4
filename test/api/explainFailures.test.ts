import { createExplainer, memoryWall, rowOf } from '@wardgraph/api'
import { expect, test } from 'vitest'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Ward = Awaited<ReturnType<typeof ward>>
type Row = ReturnType<typeof rowOf>
type Variables = Readonly<Record<string, unknown>>

const CONTACT = `mutation ($input: UpdatePatientContactInput!) {
  updatePatientContact(input: $input) { patient { id } }
}`
const contact = (patient: string, expectedVersion: number) => ({
  input: { patient, expectedVersion, idempotencyKey: 'k', telecom: [] },
})

/** What the operation is answered, and then what its explanation says: rows, or the code that it fails with. */
async function both(made: Ward, user: User, { text, variables = {} }: { text: string; variables?: Variables }) {
  const request = { query: text, variables, operationName: undefined }
  const explained = await createExplainer(memoryWall(made.services))({
    token: user.token,
    purpose: undefined,
    request,
  }).then(
    (rows) => rows.map(rowOf),
    (error) => error.code,
  )
  const { body } = await made.query(user, text, { variables })
  return { body, explained, code: body.errors?.[0].extensions.code }
}

test('a mutation that expects another version is explained as the conflict that it is', async () => {
  const made = await ward()
  const stale = await both(made, made.support, { text: CONTACT, variables: contact(made.ada, 7) })
  expect([stale.code, stale.body.data]).toEqual(['CONFLICT', { updatePatientContact: null }])
  expect(stale.explained).toEqual([
    expect.objectContaining({
      path: 'updatePatientContact',
      allow: false,
      reason: 'DENIED: CONFLICT: what it would change is no longer as it says',
    }),
  ])
  const right = await both(made, made.support, { text: CONTACT, variables: contact(made.ada, 1) })
  expect(right.code).toBeUndefined()
  expect(right.explained.map(({ path, allow }: Row) => [path, allow])).toEqual([
    ['updatePatientContact', true],
    ['updatePatientContact.patient', true],
    ['updatePatientContact.patient.id', true],
  ])
})

test('what the executor refuses is explained with the same code: a null for an argument that has a default', async () => {
  const made = await ward()
  const { explained, code } = await both(made, made.doctor, {
    text: `query ($x: Boolean = true) { patient(id: "${made.ada}") { id @include(if: $x) } }`,
    variables: { x: null },
  })
  expect([explained, code]).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT'])
})

test('a reply that would be larger than any may be is explained with the same code', async () => {
  const made = await ward()
  const long = { status: 'final', subject: { reference: made.ada }, valueString: 'x'.repeat(30_000) }
  const names = Array.from({ length: 4 }, (_, n) => `long${n}`)
  for (const name of names)
    await made.write(made.north, { type: 'Observation', name, patient: made.ada, content: long })
  const aliases = Array.from({ length: 12 }, (_, n) => `a${n}: observations { nodes { valueString } }`)
  const { explained, code } = await both(made, made.doctor, {
    text: `{ patient(id: "${made.ada}") { ${aliases.join(' ')} } }`,
  })
  expect([explained, code]).toEqual(['LIMIT_EXCEEDED', 'LIMIT_EXCEEDED'])
})

const ASK = `query Ask($username: Username!, $operation: OperationText!, $variables: VariablesText) {
  explainAccess(username: $username, operation: $operation, variables: $variables) { path reason }
}`

test('a mutation that is explained puts on record whom it was about, also where it fails', async () => {
  const made = await ward()
  const records = () =>
    made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const asked = async (operation: string, variables: Variables) => {
    const { body } = await made.query(made.privacy, ASK, {
      variables: { username: 'doctor', operation, variables: JSON.stringify(variables) },
    })
    const asked = records().filter(({ operation: of }) => of?.roots[0] === 'Query.explainAccess')
    return { body, record: asked.sort((one, other) => one.seq - other.seq).at(-1) }
  }
  const ends = 'mutation ($input: EndCareTeamInput!) { endCareTeam(input: $input) { __typename } }'
  const input = { practitioner: made.nils, idempotencyKey: 'k' }
  const there = await asked(ends, { input: { ...input, patient: made.ada } })
  expect(there.body.data.explainAccess[0].reason).toMatch(/^ALLOWED/)
  expect(there.record.disclosed).toContainEqual([made.ada, 'CareTeamMembership', made.nils, []])
  const content = { name: [{ family: 'Olsen' }] }
  const practitioner = await made.write(made.north, { type: 'Practitioner', name: 'olsen', content })
  const none = await asked(ends, { input: { ...input, patient: made.ada, practitioner } })
  expect(none.body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect(none.record.disclosed).toContainEqual([made.ada, 'Patient', made.ada, []])
})

test('an explanation is all that its request asks for, and by the rules alone leaves out what the request does', async () => {
  const made = await ward()
  const operation = 'query ($no: Boolean!) { me { role @include(if: $no) username } }'
  const one = `explainAccess(username: "doctor", operation: ${JSON.stringify(operation)}, variables: "{\\"no\\":false}") { path }`
  const beside = await made.query(made.privacy, `{ ${one} patients { nodes { id } } }`)
  expect(beside.body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  for (const user of [made.privacy, made.admin]) {
    const { body } = await made.query(user, `{ ${one} }`)
    expect(body.data.explainAccess.map(({ path }: Row) => path)).toEqual(['me', 'me.username'])
  }
})
