import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

const MINUTE = 60_000
const both = (a: string, b: string) => `{
  a: patient(id: "${a}") { name { family } observations { nodes { valueString } } }
  b: patient(id: "${b}") { name { family } observations { nodes { id } } }
}`

async function night() {
  // An hour early, so that a day later the tokens of these users still are good.
  const clock = { now: Date.now() - 60 * MINUTE }
  const made = await ward({ now: () => clock.now })
  const { north, ben, write, join } = made
  for (const [name, segments] of [
    ['plain', ['NORMAL']],
    ['hiv', ['HIV']],
    ['part2', ['PART2']],
    ['notes', ['PSYCHOTHERAPY']],
  ] as const)
    await write(north, {
      type: 'Observation',
      name,
      patient: ben,
      segments,
      author: made.dora,
      content: { status: 'final', code: { text: 'Finding' }, subject: { reference: ben }, valueString: name },
    })
  const cora = await write(north, { type: 'Patient', name: 'cora', content: { name: [{ family: 'Corr' }] } })
  const fay = await join(north, { username: 'fay', role: 'DOCTOR' })
  return { ...made, clock, cora, fay }
}

test('a broken glass opens one patient for the hour, under ETREAT; others of the same request stay as they were', async () => {
  const made = await night()
  const { ben, cora, fay, query, clock, privacy, memory } = made
  const broken = await act(made, fay, 'breakGlass', { patient: ben, reason: 'Unconscious in the hall' }, 'until')
  expect(broken.body).toEqual({
    data: { breakGlass: { until: new Date(clock.now + 60 * MINUTE).toISOString() } },
  })
  const { body } = await query(fay, both(ben, cora))
  const values = body.data.a.observations.nodes.map(({ valueString }: { valueString: string }) => valueString)
  expect(values.sort()).toEqual(['hiv', 'part2', 'plain'])
  expect(body.data.b).toEqual({ name: [{ family: 'Corr' }], observations: null })
  const record = JSON.parse(String(memory.rows().findLast(({ table }) => table === 'audit')?.row.r))
  const glass = record.ties.find(([patient]: string[]) => patient === ben)
  expect(glass).toEqual([ben, 'BREAK_GLASS', expect.stringMatching(/^[a-z2-7]{26}$/)])
  expect(record.ties).toContainEqual([cora, 'TENANT', null])
  expect(await reviewsOf(made, privacy)).toMatchObject([
    { kind: 'BREAK_GLASS', concerns: ben, username: 'fay', reason: 'Unconscious in the hall', overdue: false },
  ])
  clock.now += 24 * 60 * MINUTE
  expect(await reviewsOf(made, privacy)).toMatchObject([{ kind: 'BREAK_GLASS', overdue: true }])
})

test('it writes what its grants say, lasts as long as it was asked for, and ends early on request', async () => {
  const made = await night()
  const { ben, fay, query, clock } = made
  await act(made, fay, 'breakGlass', { patient: ben, reason: 'Shock', minutes: 10 })
  const finding = { patient: ben, code: { text: 'Pulse' }, valueString: 'weak' }
  expect((await act(made, fay, 'recordObservation', finding)).code).toBe('OK')
  const telecom = [{ system: 'phone', value: '1' }]
  expect((await act(made, fay, 'updatePatientContact', { patient: ben, expectedVersion: 1, telecom })).code).toBe(
    'FORBIDDEN',
  )
  const open = async () => (await query(fay, both(ben, ben))).body.data.a.observations !== null
  clock.now += 10 * MINUTE - 1
  expect(await open()).toBe(true)
  clock.now += 1
  expect(await open()).toBe(false)
  expect((await act(made, fay, 'recordObservation', finding)).code).toBe('FORBIDDEN')
  expect((await act(made, fay, 'endBreakGlass', { patient: ben })).code).toBe('FORBIDDEN')
})

test('it ends early, and may be broken again; both are on record', async () => {
  const made = await night()
  const { ben, fay, query, privacy } = made
  const open = async () => (await query(fay, both(ben, ben))).body.data.a.observations !== null
  await act(made, fay, 'breakGlass', { patient: ben, reason: 'Shock' })
  expect((await act(made, fay, 'breakGlass', { patient: ben, reason: 'Shock' })).code).toBe('BAD_USER_INPUT')
  expect(await open()).toBe(true)
  expect((await act(made, fay, 'endBreakGlass', { patient: ben }, 'done')).done).toEqual({ done: true })
  expect(await open()).toBe(false)
  expect((await act(made, fay, 'breakGlass', { patient: ben, reason: 'Shock again' })).code).toBe('OK')
  expect(await open()).toBe(true)
  expect(await reviewsOf(made, privacy)).toHaveLength(2)
})

test('it takes clinical staff, a fresh sign-in, a reason and a patient of this tenant', async () => {
  const made = await night()
  const { ben, cleo, fay, nurse, support, patient, admin, privacy, service, clock, memory } = made
  const reason = 'Unconscious'
  const glass = () => memory.rows().filter(({ row }) => String(row.sk).includes('#B#')).length
  for (const user of [support, patient, admin, privacy, service])
    expect((await act(made, user, 'breakGlass', { patient: ben, reason })).code).toBe('FORBIDDEN')
  for (const [input, code] of [
    [{ patient: ben, reason: '' }, 'BAD_USER_INPUT'],
    [{ patient: ben, reason: '  \n ' }, 'BAD_USER_INPUT'],
    [{ patient: ben, reason: 'x'.repeat(501) }, 'BAD_USER_INPUT'],
    [{ patient: ben, reason, minutes: 61 }, 'BAD_USER_INPUT'],
    [{ patient: ben, reason, minutes: 0 }, 'BAD_USER_INPUT'],
    [{ patient: cleo, reason }, 'FORBIDDEN'],
    [{ patient: 'a'.repeat(26), reason }, 'FORBIDDEN'],
  ] as const)
    expect([input, (await act(made, fay, 'breakGlass', input)).code]).toEqual([input, code])
  // The tokens say when these users signed in: now.
  clock.now = Date.now() + 5 * MINUTE
  const stale = await act(made, fay, 'breakGlass', { patient: ben, reason })
  expect(stale.body.errors[0].message).toBe('Sign in again: an emergency needs a sign-in of the last five minutes.')
  expect(glass()).toBe(0)
  clock.now -= 5 * MINUTE
  expect((await act(made, nurse, 'breakGlass', { patient: ben, reason })).code).toBe('OK')
  expect(glass()).toBe(2)
})

test('a grant is its hat’s: another hat of the same person has none', async () => {
  const made = await night()
  const { north, ben, fay, query, join } = made
  const other = await join(north, { username: 'fay', role: 'NURSE' })
  await act(made, fay, 'breakGlass', { patient: ben, reason: 'Shock' })
  expect((await query(fay, both(ben, ben))).body.data.a.observations).not.toBeNull()
  expect((await query(other, both(ben, ben))).body.data.a.observations).toBeNull()
})

test('the reason is in no row in clear, and in no audit record', async () => {
  const made = await night()
  await act(made, made.fay, 'breakGlass', { patient: made.ben, reason: 'Zanzibarite rash' })
  const all = JSON.stringify(made.memory.rows(), (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  expect(all).not.toContain('Zanzibarite')
})
