import { Writer } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { labelBits, policy, type User } from '../fixtures/clinic.ts'
import { change, feed } from '../records/permit.fixture.ts'
import { type MovedWard, movedWard } from './history.fixture.ts'

/** Ada's chart as of a moment, or as it is. */
async function chart({ query, ada }: MovedWard, user: User, asOf: string | null, select: string) {
  const { body } = await query(user, `query($at: Moment) { patient(id: "${ada}", asOf: $at) { ${select} } }`, {
    variables: { at: asOf },
  })
  return {
    data: body.data?.patient,
    codes: (body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code),
  }
}

const FINDINGS = 'observations(code: "8302-2") { nodes { version valueString } pageInfo { hasNextPage } }'

test('a chart as of a moment holds what was known then: the version in force, and no later record', async () => {
  const made = await movedWard()
  const { ada, doctor, patient, pass, again, add, finding } = made
  const before = pass()
  const id = await add('one', finding('1'))
  const first = pass()
  await again({ type: 'Observation', id, content: finding('2') })
  const telecom = [{ system: 'phone', value: '555-0199' }]
  expect((await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion: 1, telecom })).code).toBe(
    'OK',
  )
  const second = pass()
  await again({ type: 'Observation', id, content: finding('3') })
  await add('two', finding('later', { effectiveDateTime: '2026-01-31' }))
  pass()
  const select = `version telecom { value } ${FINDINGS}`
  const seen = async (at: string | null) => {
    const { data } = await chart(made, doctor, at, select)
    return [
      data.version,
      data.telecom[0].value,
      data.observations.nodes.map((one: { valueString: string }) => one.valueString),
    ]
  }
  expect(await seen(before)).toEqual([1, '555-0100', []])
  expect(await seen(first)).toEqual([1, '555-0100', ['1']])
  expect(await seen(second)).toEqual([2, '555-0199', ['2']])
  expect(await seen(null)).toEqual([2, '555-0199', ['3', 'later']])
})

test('what was written later counts neither for the length of a page nor for whether it goes on', async () => {
  const made = await movedWard()
  const { doctor, pass, again, add, finding } = made
  const old: string[] = []
  for (const name of ['a', 'b', 'c'])
    old.push(await add(name, finding(name, { effectiveDateTime: `2026-02-0${old.length + 1}` })))
  const then = pass()
  for (let i = 0; i < 60; i += 1) await add(`new-${i}`, finding('new', { effectiveDateTime: '2026-03-01' }))
  for (const [i, id] of old.entries())
    await again({ type: 'Observation', id, content: finding('changed', { effectiveDateTime: `2026-02-0${i + 1}` }) })
  pass()
  const page = async (args: string) => {
    const select = `observations(code: "8302-2", ${args}) { nodes { valueString } pageInfo { hasNextPage endCursor } }`
    const { data } = await chart(made, doctor, then, select)
    const { nodes, pageInfo } = data.observations
    return { ...pageInfo, texts: nodes.map((one: { valueString: string }) => one.valueString) }
  }
  const first = await page('first: 2')
  expect(first).toMatchObject({ texts: ['c', 'b'], hasNextPage: true })
  expect(await page(`first: 2, after: "${first.endCursor}"`)).toMatchObject({ texts: ['a'], hasNextPage: false })
  expect(await page('first: 3')).toMatchObject({ texts: ['c', 'b', 'a'], hasNextPage: false })
})

test('every way below is as of the same moment, and another root field beside it is not', async () => {
  const made = await movedWard()
  const { ada, visit, doctor, patient, pass, again, add, finding, query } = made
  await add('one', finding('1', { encounter: { reference: visit }, performer: [{ reference: made.dora }] }))
  const then = pass()
  const arrived = {
    class: { code: 'AMB' },
    subject: { reference: ada },
    period: { start: '2026-01-10T09:00:00Z' },
  }
  await again({ type: 'Encounter', id: visit, content: { ...arrived, status: 'finished' } })
  const telecom = [{ system: 'phone', value: '555-0199' }]
  await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion: 1, telecom })
  const late = await made.write(made.north, {
    type: 'Encounter',
    name: 'late',
    patient: ada,
    content: { ...arrived, status: 'planned' },
  })
  await add('refers', finding('refers', { encounter: { reference: late } }))
  pass()
  const select = `observations(code: "8302-2", first: 5) { nodes { valueString subject { telecom { value } } performer { name { family } } encounter { status subject { version } versions(first: 2) { nodes { status } } } } }`
  const { body } = await query(
    doctor,
    `{ then: patient(id: "${ada}", asOf: "${then}") { ${select} versions { nodes { version } } } now: patient(id: "${ada}") { ${select} versions { nodes { version } } } }`,
  )
  expect(body.errors).toBeUndefined()
  expect(body.data.then).toEqual({
    observations: {
      nodes: [
        {
          valueString: '1',
          subject: { telecom: [{ value: '555-0100' }] },
          performer: [{ name: [{ family: 'Dorn' }] }],
          encounter: {
            status: 'in-progress',
            subject: { version: 1 },
            versions: { nodes: [{ status: 'in-progress' }] },
          },
        },
      ],
    },
    versions: { nodes: [{ version: 1 }] },
  })
  expect(body.data.now.observations.nodes).toHaveLength(2)
  expect(body.data.now.observations.nodes).toContainEqual({
    valueString: '1',
    subject: { telecom: [{ value: '555-0199' }] },
    performer: [{ name: [{ family: 'Dorn' }] }],
    encounter: {
      status: 'finished',
      subject: { version: 2 },
      versions: { nodes: [{ status: 'finished' }, { status: 'in-progress' }] },
    },
  })
})

test('a reference of then to what came later leads to nothing', async () => {
  const made = await movedWard()
  const { doctor, pass, again, add, finding, visit } = made
  const id = await add('one', finding('1', { encounter: { reference: 'c'.repeat(26) } }))
  const then = pass()
  await again({ type: 'Observation', id, content: finding('2', { encounter: { reference: visit } }) })
  pass()
  const select = 'observations(code: "8302-2") { nodes { valueString encounter { id } } }'
  expect((await chart(made, doctor, then, select)).data.observations.nodes).toEqual([
    { valueString: '1', encounter: null },
  ])
})

test('a reading of the past is decided today: by labels of today and of then, and for whoever reads who wrote what', async () => {
  const made = await movedWard()
  const { ada, ben, doctor, nurse, patient, support, pass, again, add, finding, query } = made
  const hidden = await add('hidden', finding('then HIV'), ['HIV'])
  const closed = await add('closed', finding('now HIV'))
  const then = pass()
  await again({ type: 'Observation', id: hidden, content: finding('plain') })
  await again({ type: 'Observation', id: closed, content: finding('closed'), segments: ['HIV'] })
  const rules = [{ type: 'DENY', roles: ['NURSE'], segments: ['HIV'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  pass()
  const texts = async (user: User, at: string | null) =>
    (await chart(made, user, at, FINDINGS)).data.observations.nodes
      .map((one: { valueString: string }) => one.valueString)
      .sort()
  expect(await texts(nurse, null)).toEqual(['plain'])
  expect(await texts(nurse, then)).toEqual([])
  expect(await texts(doctor, then)).toEqual(['now HIV', 'then HIV'])
  expect(await chart(made, support, then, 'version')).toEqual({ data: null, codes: ['FORBIDDEN'] })
  const stamps = [{ type: 'DENY', roles: ['DOCTOR'], segments: ['HIV'], classes: ['PROVENANCE'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 2, rules: stamps })
  expect(await texts(doctor, null)).toEqual(['closed', 'plain'])
  expect(await texts(doctor, then)).toEqual([])
  // Whoever reads no stamp of Ben's must not find it out by asking as of one moment after the other.
  const past = (id: string) => query(doctor, `{ patient(id: "${id}", asOf: "${then}") { version } }`)
  expect((await past(ben)).body).toEqual({ data: { patient: null } })
  expect((await past('a'.repeat(26))).body).toEqual({ data: { patient: null } })
})

test('the future is refused, and null is now', async () => {
  const made = await movedWard()
  const { doctor, clock } = made
  const at = (ms: number) => new Date(ms).toISOString()
  expect(await chart(made, doctor, at(clock.now + 1), 'version')).toMatchObject({ codes: ['BAD_USER_INPUT'] })
  expect(await chart(made, doctor, at(clock.now), 'version')).toEqual({ data: { version: 1 }, codes: [] })
  expect(await chart(made, doctor, null, 'version')).toEqual({ data: { version: 1 }, codes: [] })
  expect(await chart(made, doctor, at(clock.now - 1), 'version')).toEqual({ data: null, codes: [] })
})

test('what was written before stamps were says nothing of its writer, and is known since ever', async () => {
  const made = await movedWard()
  const { ada, doctor, north, memory, pass, again, finding, query } = made
  const { changed: _, ...fields } = policy.records.Observation?.fields ?? {}
  const records = { ...policy.records, Observation: { ...policy.records.Observation, fields } }
  const writer = new Writer({ keys: north, policy: { ...policy, records } as typeof policy, change })
  const place = { type: 'Observation', id: 'b'.repeat(26), patient: ada }
  const [row] = await memory.get([{ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }])
  const key = north.openSubject({ subject: ada, row: row ?? {} })
  const draft = { ...place, permit: feed(north, place), key, content: finding('old'), opaque: {} }
  const { actions } = writer.create({ ...draft, label: { segments: labelBits(), author: null } })
  await memory.transact(actions, { token: crypto.randomUUID() })
  const past = pass()
  await again({ type: 'Observation', id: place.id, content: finding('new') })
  const select =
    'observations(code: "8302-2") { nodes { valueString changed { role } versions { nodes { changed { role } } } } }'
  const { body } = await query(doctor, `{ patient(id: "${ada}") { ${select} } }`)
  const versions = { nodes: [{ changed: { role: 'SERVICE' } }, { changed: null }] }
  expect(body.data.patient.observations.nodes).toEqual([{ valueString: 'new', changed: { role: 'SERVICE' }, versions }])
  expect((await chart(made, doctor, past, select)).data.observations.nodes).toEqual([
    { valueString: 'old', changed: null, versions: { nodes: [{ changed: null }] } },
  ])
})
