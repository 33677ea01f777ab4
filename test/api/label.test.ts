import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const findings = (id: string) =>
  `{ patient(id: "${id}") { segments observations { nodes { id segments } pageInfo { hasNextPage } } } }`

async function labelled() {
  const made = await ward()
  const { ada, query } = made
  const list = async (user: User) => (await query(user, findings(ada))).body.data.patient.observations.nodes
  return { ...made, list }
}

test('a record gets its label from its codes, and adds what the clinician says', async () => {
  const made = await labelled()
  const { ada, doctor, list } = made
  // LOINC 75622-1: HIV 1 and 2 tests - Meaningful Use set.
  const code = { coding: [{ system: 'http://loinc.org', code: '75622-1' }] }
  await act(made, doctor, 'recordObservation', { patient: ada, code, valueString: 'negative' })
  await act(made, doctor, 'recordObservation', {
    patient: ada,
    code: { text: 'Talk' },
    valueString: 'long',
    segments: ['MENTAL_HEALTH'],
  })
  const labels = (await list(doctor)).map(({ segments }: { segments: string[] }) => segments.join())
  expect(labels.sort()).toEqual(['HIV', 'MENTAL_HEALTH', 'NORMAL', 'NORMAL', 'NORMAL'])
})

test('a psychotherapy note is its author’s: not the team’s, not the patient’s, not an emergency’s', async () => {
  const made = await labelled()
  const { ada, doctor, nurse, patient, list } = made
  const note = { patient: ada, code: { text: 'Session' }, valueString: 'confided', segments: ['PSYCHOTHERAPY'] }
  const written = await act(made, doctor, 'recordObservation', note, 'observation { id valueString segments }')
  expect(written.done.observation).toMatchObject({ valueString: 'confided', segments: ['PSYCHOTHERAPY'] })
  expect([await list(doctor), await list(nurse), await list(patient)].map(({ length }) => length)).toEqual([4, 3, 3])
  await act(made, nurse, 'breakGlass', { patient: ada, reason: 'Shock' })
  expect(await list(nurse)).toHaveLength(3)
  await act(made, doctor, 'breakGlass', { patient: ada, reason: 'Shock' })
  expect(await list(doctor)).toHaveLength(3)
})

test('a relabelling takes effect at once, is audited and reviewed, and keeps the version before', async () => {
  const made = await labelled()
  const { ada, doctor, patient, support, privacy, list, query, memory, visit } = made
  const [{ id: observation }] = await list(doctor)
  const done = await act(
    made,
    doctor,
    'labelRecord',
    { patient: ada, observation, segments: ['HIV', 'REPRODUCTIVE'] },
    'observation { id version segments } encounter { id } patient { id }',
  )
  expect(done.done).toEqual({
    observation: { id: observation, version: 2, segments: ['HIV', 'REPRODUCTIVE'] },
    encounter: null,
    patient: null,
  })
  await act(made, doctor, 'labelRecord', { patient: ada, encounter: visit, segments: ['MENTAL_HEALTH'] })
  const visits = `{ patient(id: "${ada}") { encounters { nodes { id } } } }`
  expect((await query(support, visits)).body.data.patient.encounters.nodes).toEqual([])
  expect((await query(patient, visits)).body.data.patient.encounters.nodes).toEqual([{ id: visit }])
  const changed = memory
    .rows()
    .flatMap(({ table, row }) => (table === 'audit' ? (JSON.parse(String(row.r)).changed ?? []) : []))
  expect(changed).toContainEqual([ada, 'Observation', observation, ['segments'], 2])
  expect((await reviewsOf(made, privacy)).map(({ kind }: { kind: string }) => kind)).toEqual([
    'RELABELLING',
    'RELABELLING',
  ])
  expect(memory.rows().filter(({ row }) => String(row.sk).startsWith('H#'))).toHaveLength(2)
  await act(made, doctor, 'labelRecord', { patient: ada, observation, segments: ['NORMAL'] })
  expect((await list(doctor)).every(({ segments }: { segments: string[] }) => segments.join() === 'NORMAL')).toBe(true)
})

test('a VIP exists for the team, the desk and itself; others in the house find nobody', async () => {
  const made = await labelled()
  const { north, ada, doctor, support, patient, query, join, privacy } = made
  const eve = await join(north, { username: 'eve', role: 'DOCTOR' })
  const name = `{ patient(id: "${ada}") { name { family } } patients(mrn: "MRN-00012345") { nodes { id } pageInfo { hasNextPage } } }`
  expect((await query(eve, name)).body.data.patient).not.toBeNull()
  expect((await act(made, doctor, 'labelRecord', { patient: ada, segments: ['VIP'] })).code).toBe('OK')
  const { body } = await query(eve, name)
  expect(body).toEqual({ data: { patient: null, patients: { nodes: [], pageInfo: { hasNextPage: false } } } })
  for (const user of [doctor, patient]) expect((await query(user, name)).body.data.patient).not.toBeNull()
  expect((await query(support, `{ patient(id: "${ada}") { name { family } } }`)).body.data.patient).not.toBeNull()
  const kinds = (await reviewsOf(made, privacy)).map(
    ({ kind, username }: Record<string, string>) => `${kind} ${username}`,
  )
  expect(kinds.sort()).toEqual(['RELABELLING doctor', 'VIP doctor', 'VIP support'])
})

test('nobody labels a record out of the own sight, or one that does not exist for the caller', async () => {
  const made = await labelled()
  const { ada, ben, cleo, doctor, nurse, patient, support, admin, list } = made
  const [{ id: observation }] = await list(nurse)
  const to = { patient: ada, observation, segments: ['HIV'] }
  for (const [user, input, code] of [
    [nurse, { ...to, segments: ['PSYCHOTHERAPY'] }, 'FORBIDDEN'],
    [nurse, { ...to, segments: ['PART2'] }, 'FORBIDDEN'],
    [nurse, { ...to, segments: [] }, 'BAD_USER_INPUT'],
    [nurse, { ...to, segments: ['NORMAL', 'HIV'] }, 'BAD_USER_INPUT'],
    [nurse, { ...to, segments: ['SECRET'] }, 'BAD_USER_INPUT'],
    [nurse, { ...to, encounter: observation }, 'BAD_USER_INPUT'],
    [nurse, { ...to, observation: 'a'.repeat(26) }, 'FORBIDDEN'],
    [doctor, { ...to, patient: ben }, 'FORBIDDEN'],
    [doctor, { ...to, patient: cleo }, 'FORBIDDEN'],
    ...[patient, support, admin].map((user) => [user, to, 'FORBIDDEN'] as const),
  ] as const)
    expect([user.username, input, (await act(made, user, 'labelRecord', input)).code]).toEqual([
      user.username,
      input,
      code,
    ])
  expect((await list(nurse)).every(({ segments }: { segments: string[] }) => segments.join() === 'NORMAL')).toBe(true)
})

test('what a caller may not see neither shortens a page nor makes it go on', async () => {
  const made = await labelled()
  const { north, ada, write, nurse, query } = made
  for (let i = 0; i < 30; i += 1)
    await write(north, {
      type: 'Observation',
      name: `note${i}`,
      patient: ada,
      segments: ['PSYCHOTHERAPY'],
      author: made.dora,
      content: {
        status: 'final',
        code: { text: 'Session' },
        subject: { reference: ada },
        effectiveDateTime: `2026-01-${11 + (i % 3)}T10:00:00Z`,
        valueString: `note ${i}`,
      },
    })
  const page = async (after: string | null) => {
    const { body } = await query(
      nurse,
      `query ($after: Cursor) { patient(id: "${ada}") { observations(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
      { variables: { after } },
    )
    return body.data.patient.observations
  }
  const first = await page(null)
  expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true])
  const second = await page(first.pageInfo.endCursor)
  expect([second.nodes.length, second.pageInfo.hasNextPage]).toEqual([1, false])
})

test('hundreds of records that a caller may not see cost few requests', async () => {
  const made = await labelled()
  const { north, ada, write, nurse, query, memory } = made
  for (let i = 0; i < 300; i += 1)
    await write(north, {
      type: 'Observation',
      name: `note${i}`,
      patient: ada,
      segments: ['PSYCHOTHERAPY'],
      content: {
        status: 'final',
        code: { text: 'Session' },
        subject: { reference: ada },
        effectiveDateTime: '2026-02-01',
      },
    })
  await query(nurse, '{ me { role } }')
  const before = memory.calls.query
  const { body } = await query(nurse, `{ patient(id: "${ada}") { observations(first: 1) { nodes { id } } } }`)
  expect(body.data.patient.observations.nodes).toHaveLength(1)
  expect(memory.calls.query - before).toBe(3)
})
