import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { rowsIn } from '../fixtures/auditStream.ts'
import type { User } from '../fixtures/clinic.ts'
import { chartOf, loggedWard } from './disclosures.fixture.ts'

type Made = Awaited<ReturnType<typeof loggedWard>>
const refused = { data: { myAccessLog: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] }

test('staff, other patients and strangers are refused, of who is there as of who is not', async () => {
  const made = await loggedWard()
  const { ada, ben, cleo, doctor, nurse, admin, privacy, support, service, patient, join, north } = made
  const other = await join(north, { username: 'ben', role: 'PATIENT', patient: ben })
  const alone = await join(north, { username: 'alone', role: 'PATIENT' })
  for (const user of [doctor, nurse, admin, privacy, support, service])
    expect((await made.myAccessLog(user, { patient: ada })).body).toMatchObject(refused)
  const answers = []
  for (const id of [ben, cleo, 'a'.repeat(26), 'x'])
    answers.push((await made.myAccessLog(patient, { patient: id })).text)
  expect(new Set(answers).size).toBe(1)
  expect(JSON.parse(answers[0] ?? '')).toMatchObject(refused)
  expect((await made.myAccessLog(other, { patient: ada })).body).toMatchObject(refused)
  expect((await made.myAccessLog(alone)).body).toMatchObject(refused)
})

test('a proxy of less than everything is refused: of some classes or segments, of a child of an age, or bound by a consent', async () => {
  const made = await loggedWard()
  const { ada, join, north, support, patient } = made
  const stands = async (username: string, more: object, of = ada) => {
    const user = await join(north, { username, role: 'PATIENT' })
    const input = { patient: of, username, basis: 'GUARDIAN', ...more }
    expect((await act(made, support, 'assignProxy', input)).code).toBe('OK')
    return user
  }
  const codeFor = async (user: User, of = ada) =>
    (await made.myAccessLog(user, { patient: of })).body.errors?.[0].extensions.code ?? 'OK'
  const minor = await made.write(north, {
    type: 'Patient',
    name: 'minor',
    content: { name: [{ family: 'Jung' }], birthDate: `${new Date().getUTCFullYear() - 14}-01-01` },
  })
  expect(await codeFor(await stands('classes', { classes: ['NAME', 'CLINICAL'] }))).toBe('FORBIDDEN')
  expect(await codeFor(await stands('segments', { segments: ['NORMAL'] }))).toBe('FORBIDDEN')
  expect(await codeFor(await stands('parent', { basis: 'PARENT' }, minor), minor)).toBe('FORBIDDEN')
  const whole = await stands('whole', {})
  expect(await codeFor(whole)).toBe('OK')
  const rules = [{ type: 'DENY', persons: [whole.person], classes: ['CLINICAL'] }]
  const consent = await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  expect(consent.code).toBe('OK')
  expect(await codeFor(whole)).toBe('FORBIDDEN')
})

async function seen(made: Made) {
  await made.query(made.doctor, chartOf(made.ada))
  await made.query(made.nurse, `{ patient(id: "${made.ada}") { consents { rules { type } } birthDate } }`)
  await made.query(made.support, `{ patient(id: "${made.ada}") { name { family } observations { nodes { id } } } }`)
  await made.deliver()
}

test('the patient reads as what people saw the chart, and neither who they are nor which records it was', async () => {
  const made = await loggedWard()
  await seen(made)
  const { body } = await made.myAccessLog(made.patient)
  const bare = { changed: false, denied: false, practitioner: null }
  expect(body.data.myAccessLog.nodes).toEqual([
    expect.objectContaining({
      ...bare,
      role: 'SUPPORT',
      purpose: 'HOPERAT',
      relation: 'TENANT',
      read: true,
      denied: true,
    }),
    expect.objectContaining({ ...bare, role: 'NURSE', purpose: 'TREAT', relation: 'CARE_TEAM', read: true }),
    expect.objectContaining({ ...bare, role: 'DOCTOR', purpose: 'TREAT', relation: 'CARE_TEAM', read: true }),
  ])
  expect(JSON.stringify(body)).not.toMatch(/Dorn|Observation/)
  expect(JSON.stringify(body)).not.toContain(made.doctor.person)
})

test('where the tenant shows names the practitioner is named, and that is on record', async () => {
  const made = await loggedWard({ rules: { accessLog: 'NAMES' } })
  await seen(made)
  const { body } = await made.myAccessLog(made.patient)
  expect(
    body.data.myAccessLog.nodes.map(({ practitioner }: { practitioner: { name: { family: string }[] } | null }) =>
      practitioner?.name.map(({ family }) => family),
    ),
  ).toEqual([undefined, ['Nilsson'], ['Dorn']])
  const line = JSON.parse(String(rowsIn(made, 'audit').at(-1)?.r))
  expect(line.disclosed).toContainEqual([null, 'Practitioner', made.dora, ['name']])
  expect(line.disclosed).toContainEqual([made.ada, 'Patient', made.ada, ['accessLog']])
})

test('an administrator decides whether names are shown', async () => {
  const made = await loggedWard()
  await seen(made)
  const change = { expectedVersion: 1, accessLog: 'NAMES' }
  const { done } = await act(made, made.admin, 'updateTenantRules', change, 'tenantRules { version accessLog }')
  expect(done).toEqual({ tenantRules: { version: 2, accessLog: 'NAMES' } })
  expect((await made.myAccessLog(made.patient)).text).toContain('Dorn')
})

test('the log is read in pages, and reading it stands in it', async () => {
  const made = await loggedWard()
  await seen(made)
  const first = (await made.myAccessLog(made.patient, { first: 2 })).body.data.myAccessLog
  const { endCursor: after } = first.pageInfo
  const second = (await made.myAccessLog(made.patient, { first: 2, after })).body.data.myAccessLog
  expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true])
  expect(second).toMatchObject({ nodes: [{ role: 'DOCTOR' }], pageInfo: { hasNextPage: false } })
  await made.deliver()
  expect((await made.myAccessLog(made.patient)).body.data.myAccessLog.nodes[0]).toMatchObject({
    role: 'PATIENT',
    relation: 'SELF',
    purpose: 'PATRQT',
  })
})
