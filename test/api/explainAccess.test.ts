import type { rowOf } from '@wardgraph/api'
import { expect, test } from 'vitest'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

type Row = ReturnType<typeof rowOf>

const ASK = `query Ask($username: Username!, $operation: OperationText!, $variables: VariablesText) {
  explainAccess(username: $username, operation: $operation, variables: $variables) { path allow reason line }
}`

const chart = (id: string) => `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }`

test('Query.explainAccess tells the privacy officer as it is decided, and puts on record of whom it told', async () => {
  const made = await ward()
  const { body } = await made.query(made.privacy, ASK, {
    variables: { username: 'doctor', operation: chart(made.ben) },
  })
  expect(body.data.explainAccess.map(({ path, reason }: Row) => [path, reason])).toContainEqual([
    'patient.observations',
    'DENIED: no care-team relation since 2020-02-01, no emergency access',
  ])
  const records = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const record = records.find(({ operation }) => operation?.roots[0] === 'Query.explainAccess')
  expect(record.caller.person).toBe(made.privacy.person)
  expect(record.disclosed).toContainEqual([made.ben, 'Patient', made.ben, []])
  expect(record.disclosed).toContainEqual([null, 'Membership', made.doctor.membership, ['explained']])
  expect(record.opened).toBeGreaterThan(0)
  expect(record.denied).toContainEqual([made.ben, 'Patient', made.ben, ['observations']])
})

test('Query.explainAccess tells an administrator the rules, the same for a patient who is there and one who is not', async () => {
  const made = await ward()
  const of = async (id: string) =>
    (await made.query(made.admin, ASK, { variables: { username: 'nurse', operation: chart(id) } })).text
  expect(await of(made.ada)).toBe(await of(made.ben))
  expect(await of(made.ada)).toBe(await of('a'.repeat(26)))
  expect(await of(made.ada)).toContain('NURSE in CARE_TEAM, BREAK_GLASS')
  const records = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const [record] = records.filter(({ operation }) => operation?.roots[0] === 'Query.explainAccess')
  expect(record.disclosed).toEqual([[null, 'Membership', made.nurse.membership, ['explained']]])
})

test('Query.explainAccess tells nobody what is found by a value that he may not search by', async () => {
  const made = await ward()
  const search = (mrn: string) => ({ username: 'doctor', operation: `{ patients(mrn: "${mrn}") { nodes { id } } }` })
  const there = await made.query(made.privacy, ASK, { variables: search('MRN-00012345') })
  const not = await made.query(made.privacy, ASK, { variables: search('MRN-99999999') })
  expect(there.body.data.explainAccess.length).toBeGreaterThan(0)
  expect(there.text).toBe(not.text)
  const inside = { username: 'doctor', operation: 'query ($m: String) { patients(mrn: $m) { nodes { id } } }' }
  const asked = (m: string) =>
    made.query(made.privacy, ASK, { variables: { ...inside, variables: JSON.stringify({ m }) } })
  expect((await asked('MRN-00012345')).text).toBe((await asked('MRN-99999999')).text)
  // Nor by what goes wrong behind it.
  const failing = (mrn: string) => ({
    username: 'doctor',
    operation: `{ patients(mrn: "${mrn}") { nodes { observations(after: "x") { nodes { id } } } } }`,
  })
  const fails = await made.query(made.privacy, ASK, { variables: failing('MRN-00012345') })
  expect(fails.body.data.explainAccess.length).toBeGreaterThan(0)
  expect(fails.text).toBe((await made.query(made.privacy, ASK, { variables: failing('MRN-99999999') })).text)
})

test('Query.explainAccess puts on record what an explanation that failed has told', async () => {
  const made = await ward()
  const operation = `{ patient(id: "${made.ada}") { observations(after: "x") { nodes { id } } } }`
  const { body } = await made.query(made.privacy, ASK, { variables: { username: 'doctor', operation } })
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  const records = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const record = records.find(({ operation }) => operation?.roots[0] === 'Query.explainAccess')
  expect(record.disclosed).toContainEqual([made.ada, 'Patient', made.ada, []])
  expect(record.disclosed).toContainEqual([null, 'Membership', made.doctor.membership, ['explained']])
})

test('Query.explainAccess does not tell the officer, who reads no consents, that a consent is the reason', async () => {
  const made = await ward()
  const rules = [{ type: 'DENY', classes: ['CLINICAL'] }]
  const content = { name: [{ family: 'Denk' }], birthDate: '1980-01-01', consents: [{ id: 'a'.repeat(26), rules }] }
  const denies = await made.write(made.north, { type: 'Patient', name: 'denies', content })
  await treat(made, made.north, { patient: denies, actor: made.dora })
  const { body } = await made.query(made.privacy, ASK, {
    variables: { username: 'doctor', operation: chart(denies) },
  })
  const reason = body.data.explainAccess.find(({ path }: Row) => path === 'patient.observations')?.reason
  expect(reason).toBe('DENIED: CLINICAL is withheld here')
})

test('Query.explainAccess explains one thing a request, and no explanation; an administrator is not told who is a patient', async () => {
  const made = await ward()
  const one = (username: string, operation: string) =>
    `explainAccess(username: "${username}", operation: ${JSON.stringify(operation)}) { path }`
  const codeOfText = async (user: User, text: string) => (await made.query(user, text)).body.errors?.[0].extensions.code
  const me = '{ me { role } }'
  expect(await codeOfText(made.privacy, `{ a: ${one('doctor', me)} b: ${one('nurse', me)} }`)).toBe('BAD_USER_INPUT')
  expect(await codeOfText(made.privacy, `{ ${one('admin', `{ ${one('nurse', me)} }`)} }`)).toBe('BAD_USER_INPUT')
  expect(await codeOfText(made.privacy, `{ ${one('ada', me)} }`)).toBeUndefined()
  const [patient, nobody] = await Promise.all(
    ['ada', 'nobody'].map((username) => made.query(made.admin, `{ ${one(username, me)} }`)),
  )
  expect(patient?.text).toBe(nobody?.text)
})

test('Query.explainAccess is for those two only, of users there are, and of operations that could be run', async () => {
  const made = await ward()
  const codeFor = async (user: User, variables: Readonly<Record<string, unknown>>) => {
    const { body } = await made.query(user, ASK, { variables })
    return body.errors?.[0].extensions.code
  }
  const asked = { username: 'doctor', operation: '{ me { role } }' }
  for (const user of [made.doctor, made.nurse, made.patient, made.support, made.service])
    expect(await codeFor(user, asked)).toBe('FORBIDDEN')
  expect(await codeFor(made.privacy, asked)).toBeUndefined()
  // Somebody of the other tenant is nobody here.
  expect(await codeFor(made.privacy, { ...asked, username: 'stranger' })).toBe('BAD_USER_INPUT')
  for (const operation of [
    '{ me',
    '{ nothing }',
    'query A { me { role } } query B { me { role } }',
    '{ me { role } '.repeat(9),
  ])
    expect(await codeFor(made.privacy, { ...asked, operation })).toBe('BAD_USER_INPUT')
  expect(await codeFor(made.privacy, { ...asked, variables: '[' })).toBe('BAD_USER_INPUT')
})
