import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

const DAY = 86_400_000
const date = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const chart = (id: string) =>
  `{ patient(id: "${id}") { name { family } telecom { value } observations { nodes { valueString } } } }`

/** Kim, who is `years` old today at midnight UTC, with a finding of each kind; Pat, who is to stand for Kim. */
async function family(years: number, now = Date.now()) {
  const clock = { now }
  const made = await ward({ now: () => clock.now })
  const { north, write, join } = made
  const day = new Date(now)
  const born = Date.UTC(day.getUTCFullYear() - years, day.getUTCMonth(), day.getUTCDate())
  const kim = await write(north, {
    type: 'Patient',
    name: 'kim',
    content: { name: [{ family: 'Kern' }], birthDate: date(born), telecom: [{ system: 'phone', value: '555' }] },
  })
  for (const [name, segments] of [
    ['plain', undefined],
    ['hiv', ['HIV']],
    ['notes', ['PSYCHOTHERAPY']],
  ] as const)
    await write(north, {
      type: 'Observation',
      name,
      patient: kim,
      content: { status: 'final', code: { text: 'Finding' }, subject: { reference: kim }, valueString: name },
      ...(segments ? { segments } : {}),
    })
  const pat = await join(north, { username: 'pat', role: 'PATIENT' })
  const seen = async () => {
    const { body } = await made.query(pat, chart(kim))
    return body.data.patient?.observations?.nodes.map(({ valueString }: { valueString: string }) => valueString) ?? null
  }
  return { ...made, kim, pat, seen, clock }
}

test('a parent sees a small child’s chart but no psychotherapy notes, and the log says who looked, as what', async () => {
  const made = await family(11)
  const { kim, support, seen, query, pat } = made
  expect(await seen()).toBeNull()
  expect((await act(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'PARENT' })).code).toBe('OK')
  expect(await seen()).toEqual(expect.arrayContaining(['plain', 'hiv']))
  expect(await seen()).toHaveLength(2)
  expect((await query(pat, '{ patients { nodes { id } } }')).body.data.patients.nodes).toEqual([{ id: kim }])
  const records = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const last = records.findLast(({ disclosed }) => disclosed?.length > 0)
  expect(last.caller.person).toBe(pat.person)
  expect(last.ties).toEqual([[kim, 'PROXY', 'PARENT']])
})

test('from 12 on the named segments are hidden from a parent; coming of age ends it, to the day', async () => {
  const now = Math.floor(Date.now() / DAY) * DAY - 1
  const twelve = await family(12, now)
  await act(twelve, twelve.support, 'assignProxy', { patient: twelve.kim, username: 'pat', basis: 'PARENT' })
  expect(await twelve.seen()).toEqual(['plain'])
  const grown = await family(17, now + 1 - DAY + 1)
  await act(grown, grown.support, 'assignProxy', { patient: grown.kim, username: 'pat', basis: 'PARENT' })
  expect(await grown.seen()).toEqual(['plain'])
})

test('at eighteen a parent is nobody, at that very instant; a guardian stays', async () => {
  const midnight = Math.floor(Date.now() / DAY) * DAY
  const made = await family(18, midnight)
  const { kim, support, seen, clock } = made
  clock.now = midnight - 1
  await act(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'PARENT' })
  expect(await seen()).toEqual(['plain'])
  clock.now = midnight
  expect(await seen()).toBeNull()
  await act(made, support, 'endProxy', { patient: kim, username: 'pat' })
  await act(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'GUARDIAN' })
  expect(await seen()).toEqual(expect.arrayContaining(['plain', 'hiv']))
})

test('a proxy sees its scope only: classes and segments', async () => {
  const made = await family(40)
  const { kim, support, query, pat, seen } = made
  const scope = { classes: ['NAME', 'CONTACT'], segments: ['NORMAL'] }
  await act(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'POWER_OF_ATTORNEY', ...scope })
  const { body } = await query(pat, chart(kim))
  expect(body.data.patient).toEqual({ name: [{ family: 'Kern' }], telecom: [{ value: '555' }], observations: null })
  expect(body.errors).toMatchObject([{ path: ['patient', 'observations'], extensions: { code: 'FORBIDDEN' } }])
  await act(made, support, 'endProxy', { patient: kim, username: 'pat' })
  expect(await seen()).toBeNull()
  await act(made, support, 'assignProxy', {
    patient: kim,
    username: 'pat',
    basis: 'POWER_OF_ATTORNEY',
    segments: ['NORMAL'],
  })
  expect(await seen()).toEqual(['plain'])
})

test('a proxy changes contact data and records no finding', async () => {
  const made = await family(40)
  const { kim, support, pat } = made
  await act(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'POWER_OF_ATTORNEY' })
  const telecom = [{ system: 'phone', value: '556' }]
  const changed = await act(made, pat, 'updatePatientContact', { patient: kim, expectedVersion: 1, telecom })
  expect(changed.code).toBe('OK')
  const finding = { patient: kim, code: { text: 'Pain' }, valueString: 'mild' }
  expect((await act(made, pat, 'recordObservation', finding)).code).toBe('FORBIDDEN')
})

test('who cannot stand for somebody does not, and nothing is written', async () => {
  const made = await family(40)
  const { kim, ada, support, doctor, nurse, pat, admin, privacy, patient, memory, join, north } = made
  await join(north, { username: 'desk', role: 'PATIENT' })
  const desk = await join(north, { username: 'desk', role: 'SUPPORT' })
  const proxies = () => memory.rows().filter(({ row }) => /#F$|^A#f#/.test(String(row.sk))).length
  const to = { patient: kim, username: 'pat', basis: 'GUARDIAN' }
  const soon = new Date(Date.now() + DAY).toISOString()
  const late = new Date(Date.now() + 2 * DAY).toISOString()
  for (const [user, input, code] of [
    [support, { ...to, patient: ada, username: 'ada' }, 'BAD_USER_INPUT'],
    [support, { ...to, username: 'doctor' }, 'BAD_USER_INPUT'],
    [support, { ...to, username: 'nobody' }, 'BAD_USER_INPUT'],
    [support, { ...to, basis: 'FRIEND' }, 'BAD_USER_INPUT'],
    [support, { ...to, classes: [] }, 'BAD_USER_INPUT'],
    [support, { ...to, classes: ['SECRETS'] }, 'BAD_USER_INPUT'],
    [support, { ...to, segments: [] }, 'BAD_USER_INPUT'],
    [support, { ...to, from: late, until: soon }, 'BAD_USER_INPUT'],
    [support, { ...to, until: '2020-01-01T00:00:00Z' }, 'BAD_USER_INPUT'],
    [support, { ...to, patient: 'a'.repeat(26) }, 'FORBIDDEN'],
    [desk, { ...to, username: 'desk' }, 'FORBIDDEN'],
    ...[doctor, nurse, pat, admin, privacy, patient].map((user) => [user, to, 'FORBIDDEN'] as const),
  ] as const)
    expect([user.username, input, (await act(made, user, 'assignProxy', input)).code]).toEqual([
      user.username,
      input,
      code,
    ])
  expect(proxies()).toBe(0)
  expect((await act(made, support, 'endProxy', { patient: kim, username: 'pat' })).code).toBe('BAD_USER_INPUT')
  expect((await act(made, support, 'assignProxy', { ...to, from: soon, until: late })).code).toBe('OK')
  expect((await act(made, support, 'assignProxy', to)).code).toBe('BAD_USER_INPUT')
  expect(proxies()).toBe(2)
})

test('staff who stand for a patient are outside that patient’s care team, and a look is reviewed', async () => {
  const made = await ward()
  const { north, ada, nurse, support, query, join, privacy } = made
  const own = (id: string) => `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }`
  expect((await query(nurse, own(ada))).body.data.patient.observations.nodes).toHaveLength(3)
  await join(north, { username: 'nurse', role: 'PATIENT' })
  expect((await act(made, support, 'assignProxy', { patient: ada, username: 'nurse', basis: 'GUARDIAN' })).code).toBe(
    'OK',
  )
  const { body } = await query(nurse, own(ada))
  expect(body.data.patient).toEqual({ name: [{ family: 'Adler' }], observations: null })
  await query(nurse, own(ada))
  const queue = await reviewsOf(made, privacy)
  expect(queue).toMatchObject([{ kind: 'OWN_CHART', concerns: ada, username: 'nurse' }])
})
