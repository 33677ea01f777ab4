import { expect, test } from 'vitest'
import { reviewsOf } from '../fixtures/acts.ts'
import { rowsIn } from '../fixtures/auditStream.ts'
import { auditable, treat } from '../fixtures/clinic.ts'
import { chartOf, loggedWard } from './disclosures.fixture.ts'

const nothing = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

test('everybody but the privacy officer is refused the disclosures, of whomever', async () => {
  const made = await loggedWard()
  const { ada, doctor, nurse, admin, support, service, patient } = made
  for (const user of [doctor, nurse, admin, support, service, patient])
    for (const id of [ada, 'a'.repeat(26)])
      expect((await made.disclosures(user, { patient: id })).body).toMatchObject({
        data: { disclosures: null },
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      })
})

test('a patient who is not there, or of another tenant, is answered as one of whom there is nothing', async () => {
  const made = await loggedWard()
  const { ben, cleo, privacy, stranger, south } = made
  await treat(made, south, { patient: cleo, actor: stranger.person })
  await made.query(stranger, chartOf(cleo))
  expect(await made.deliver()).toEqual([])
  expect(rowsIn(made, 'disclosures')).toHaveLength(1)
  const counted = async (patient: string) => {
    const before = { ...made.memory.calls }
    const { status, body } = await made.disclosures(privacy, { patient })
    const { get, query, transact } = made.memory.calls
    return { status, body, calls: [get - before.get, query - before.query, transact - before.transact] }
  }
  await made.disclosures(privacy, { patient: 'b'.repeat(26) }) // what is known of the caller is remembered
  const ofBen = await counted(ben)
  expect(ofBen.body).toEqual({ data: { disclosures: nothing } })
  for (const id of [cleo, 'a'.repeat(26)]) expect([id, await counted(id)]).toEqual([id, ofBen])
  expect((await made.disclosures(privacy, { patient: 'x' })).body).toEqual({ data: { disclosures: nothing } })
})

test('the privacy officer reads who saw what, under which membership, for which purpose and by which relation', async () => {
  const made = await loggedWard()
  const { ada, ben, doctor, nurse, privacy } = made
  await made.query(doctor, chartOf(ada))
  await made.query(nurse, `{ patient(id: "${ben}") { birthDate gender } }`)
  await made.deliver()
  const [ofAda, ofBen] = await Promise.all([ada, ben].map((patient) => made.disclosures(privacy, { patient })))
  expect(ofAda?.body.data.disclosures.nodes).toMatchObject([
    {
      person: doctor.person,
      membership: doctor.membership,
      username: 'doctor',
      role: 'DOCTOR',
      purpose: 'TREAT',
      relation: 'CARE_TEAM',
      basis: 'encounter',
      origin: 'graphql',
      kind: 'query',
      operations: ['Query.patient'],
      outcome: 'OK',
      read: [
        { type: 'Observation', fields: ['valueQuantity'], records: 2 },
        { type: 'Patient', fields: ['name', 'observations'], records: 1 },
      ],
      changed: [],
      denied: [],
    },
  ])
  expect(ofBen?.body.data.disclosures.nodes).toMatchObject([
    {
      username: 'nurse',
      relation: 'TENANT',
      read: [{ type: 'Patient', fields: ['birthDate~'], records: 1 }],
      denied: [{ type: 'Patient', fields: ['gender'], records: 1 }],
    },
  ])
})

test('the newest is first, in pages whose cursors are good for this caller, this patient and these bounds', async () => {
  const clock = { now: Date.now() - 60_000 }
  const made = await loggedWard({ now: () => clock.now })
  const { ada, ben, privacy } = made
  for (const user of [made.doctor, made.nurse, made.support, made.patient]) {
    await made.query(user, `{ patient(id: "${ada}") { name { family } } }`)
    clock.now += 1_000
  }
  await made.deliver()
  const first = (await made.disclosures(privacy, { patient: ada, first: 3 })).body.data.disclosures
  expect(first.nodes.map(({ username }: { username: string }) => username)).toEqual(['ada', 'support', 'nurse'])
  const after = first.pageInfo.endCursor
  const second = (await made.disclosures(privacy, { patient: ada, first: 3, after })).body.data.disclosures
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
  expect(second.nodes).toMatchObject([{ username: 'doctor' }])
  for (const other of [
    { patient: ben, after },
    { patient: ada, after, to: '2030-01-01T00:00:00Z' },
  ])
    expect((await made.disclosures(privacy, other)).body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
  const [from, to] = [second.nodes[0].at, first.nodes[1].at]
  const between = (await made.disclosures(privacy, { patient: ada, from, to })).body.data.disclosures
  expect(between.nodes.map(({ username }: { username: string }) => username)).toEqual(['nurse', 'doctor'])
})

test('reading the disclosures is itself a disclosure, of a patient with none as of any other', async () => {
  const made = await loggedWard()
  const { ada, privacy } = made
  for (const patient of [ada, 'a'.repeat(26)]) {
    expect((await made.disclosures(privacy, { patient })).body).toEqual({ data: { disclosures: nothing } })
    const line = rowsIn(made, 'audit').at(-1)?.r
    expect(JSON.parse(String(line))).toMatchObject({
      caller: { person: privacy.person },
      disclosed: [[patient, 'Patient', patient, ['disclosures']]],
    })
    await made.deliver()
    expect((await made.disclosures(privacy, { patient })).body.data.disclosures.nodes).toMatchObject([
      { username: 'privacy', operations: ['Query.disclosures'], read: [{ type: 'Patient', fields: ['disclosures'] }] },
    ])
  }
})

test('nothing is told whose audit record could not be written', async () => {
  const { through, stop } = auditable()
  const made = await loggedWard({ through })
  await made.query(made.doctor, chartOf(made.ada))
  await made.deliver()
  stop()
  for (const answer of [
    await made.disclosures(made.privacy, { patient: made.ada }),
    await made.myAccessLog(made.patient),
  ]) {
    expect(answer.status).toBe(503)
    expect(answer.text).not.toContain('DOCTOR')
  }
})

test('to ask who saw a chart is no look at it: of somebody whom everybody is curious about nothing is raised, as of nobody', async () => {
  const made = await loggedWard()
  const content = { name: [{ family: 'Star' }], birthDate: '1980-01-01' }
  const star = await made.write(made.north, { type: 'Patient', name: 'star', segments: ['VIP'], content })
  await made.disclosures(made.privacy, { patient: 'b'.repeat(26) }) // what is known of the caller is remembered
  const asked = async (patient: string) => {
    const { get, query, transact } = made.memory.calls
    await made.disclosures(made.privacy, { patient })
    const after = made.memory.calls
    return [after.get - get, after.query - query, after.transact - transact]
  }
  expect(await asked(star)).toEqual(await asked('a'.repeat(26)))
  expect(await reviewsOf(made, made.privacy)).toEqual([])
})
