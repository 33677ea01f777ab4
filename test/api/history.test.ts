import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { policy, type User } from '../fixtures/clinic.ts'
import { movedWard } from './history.fixture.ts'

const FIELDS = 'version valueString segments changed { at role by { name { family } } }'

/** The findings under this code with all their versions. */
async function told({ query, ada }: Awaited<ReturnType<typeof movedWard>>, user: User, of = 'first: 20') {
  const document = `{ patient(id: "${ada}") { observations(code: "8302-2") { nodes { version versions(${of}) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } } } } }`
  const { body } = await query(user, document)
  return body.data.patient.observations.nodes
}

test('every type of record of a patient has a history', () => {
  const owned = Object.entries(policy.records).filter(([, { patient }]) => patient !== null)
  expect(owned.map(([type]) => type)).toEqual(expect.arrayContaining(['Encounter', 'Observation', 'Patient']))
  for (const [type, { fields }] of owned) {
    expect(fields.changed, type).toMatchObject({ class: 'PROVENANCE', type: { name: 'Change', required: false } })
    expect(fields.versions?.type.name, type).toBe(`${type}Connection`)
  }
})

test('every version says who wrote it and when, and the text of before stays readable', async () => {
  const made = await movedWard()
  const { ada, doctor, nurse, clock, pass, again, finding, query } = made
  const written = clock.now
  const { done } = await act(
    made,
    doctor,
    'recordObservation',
    { patient: ada, code: { coding: [{ code: '8302-2' }] }, valueString: 'as first said' },
    'observation { id changed { at role by { id } } }',
  )
  const { id, changed } = done.observation
  expect(changed).toEqual({ at: new Date(written).toISOString(), role: 'DOCTOR', by: { id: made.dora } })
  pass()
  await again({ type: 'Observation', id, content: finding('as amended') })
  const [{ version, versions }] = await told(made, nurse)
  expect(version).toBe(2)
  expect(versions.nodes).toEqual([
    {
      version: 2,
      valueString: 'as amended',
      segments: ['NORMAL'],
      changed: { at: new Date(clock.now).toISOString(), role: 'SERVICE', by: null },
    },
    {
      version: 1,
      valueString: 'as first said',
      segments: ['NORMAL'],
      changed: {
        at: new Date(written).toISOString(),
        role: 'DOCTOR',
        by: { name: [{ family: 'Dorn' }] },
      },
    },
  ])
  const head = `{ patient(id: "${ada}") { changed { at role } versions { nodes { version } } } }`
  expect((await query(doctor, head)).body.data.patient).toEqual({
    changed: { at: new Date(written).toISOString(), role: 'SERVICE' },
    versions: { nodes: [{ version: 1 }] },
  })
})

test('a mutation shows the version that it makes and the one that it replaces, and nobody chooses the stamp', async () => {
  const made = await movedWard()
  const { ada, patient, support, clock, pass, query } = made
  const written = new Date(clock.now).toISOString()
  pass()
  const now = new Date(clock.now).toISOString()
  const select = 'patient { versions { nodes { version telecom { value } changed { at role by { id } } } } }'
  const telecom = [{ system: 'phone', value: '555-0199' }]
  const { done } = await act(
    made,
    patient,
    'updatePatientContact',
    { patient: ada, expectedVersion: 1, telecom },
    select,
  )
  const expected = [
    { version: 2, telecom: [{ value: '555-0199' }], changed: { at: now, role: 'PATIENT', by: null } },
    { version: 1, telecom: [{ value: '555-0100' }], changed: { at: written, role: 'SERVICE', by: null } },
  ]
  expect(done.patient.versions.nodes).toEqual(expected)
  expect((await query(patient, `{ patient(id: "${ada}") { ${select.slice('patient { '.length)} }`)).body.data).toEqual({
    patient: { versions: { nodes: expected } },
  })
  pass()
  const contact = { patient: ada, expectedVersion: 2, telecom: [{ system: 'phone', value: '555-0100' }] }
  expect((await act(made, support, 'updatePatientContact', contact)).code).toBe('OK')
  const { body } = await query(patient, `{ patient(id: "${ada}") { changed { at role by { id } } } }`)
  expect(body.data.patient.changed).toEqual({ at: new Date(clock.now).toISOString(), role: 'SUPPORT', by: null })
})

test('who treats a patient not, or no more, reads neither who changed the chart nor its versions', async () => {
  const made = await movedWard()
  const { ben, ada, doctor, support, query } = made
  const head = (id: string) =>
    `{ patient(id: "${id}") { name { family } changed { at } versions { nodes { version } } } }`
  for (const [user, id] of [
    [doctor, ben],
    [made.nurse, ben],
    [support, ada],
  ] as const) {
    const { body } = await query(user, head(id))
    expect(body.data.patient).toMatchObject({ changed: null, versions: null })
    expect(body.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
      'patient.changed',
      'patient.versions',
    ])
  }
  const visits = `{ patient(id: "${ada}") { encounters { nodes { versions { nodes { status class { code } reasonCode { text } changed { at } } } } } } }`
  const desk = await query(support, visits)
  expect(desk.body.data.patient.encounters.nodes[0].versions.nodes).toEqual([
    { status: 'in-progress', class: { code: 'AMB' }, reasonCode: null, changed: null },
  ])
  expect(desk.body.errors.map(({ path }: { path: string[] }) => path.at(-1))).toEqual(['reasonCode', 'changed'])
})

test('a version under a segment that is denied is not there, whatever the record is labelled now; nor are those of one that is denied now', async () => {
  const made = await movedWard()
  const { ada, nurse, doctor, patient, again, finding, add, pass } = made
  const id = await add('open', finding('a'), ['HIV'])
  const hidden = await add('closed', finding('b'))
  pass()
  await again({ type: 'Observation', id, content: finding('a, again') })
  await again({ type: 'Observation', id: hidden, content: finding('b, again'), segments: ['HIV'] })
  const rules = [{ type: 'DENY', roles: ['NURSE'], segments: ['HIV'] }]
  expect((await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })).code).toBe('OK')
  const texts = (nodes: { versions: { nodes: { valueString: string }[] } }[]) =>
    nodes.map(({ versions }) => versions.nodes.map(({ valueString }) => valueString))
  expect(texts(await told(made, nurse))).toEqual([['a, again']])
  expect(texts(await told(made, nurse, 'first: 1'))).toEqual([['a, again']])
  expect((await told(made, nurse, 'first: 1'))[0].versions.pageInfo.hasNextPage).toBe(false)
  expect(texts(await told(made, doctor)).sort()).toEqual([
    ['a, again', 'a'],
    ['b, again', 'b'],
  ])
})

test('pages of versions are stable while the record goes on, and their cursors are good for that record alone', async () => {
  const made = await movedWard()
  const { ada, doctor, again, finding, add, pass, query } = made
  const id = await add('one', finding('1'))
  const other = await add('other', finding('x', { code: { coding: [{ code: 'other' }] } }))
  await again({ type: 'Observation', id, content: finding('2') })
  const then = pass()
  for (const text of ['3', '4', '5']) await again({ type: 'Observation', id, content: finding(text) })
  const page = async (code: string, after?: string, asOf = new Date(made.clock.now).toISOString()) => {
    const args = `first: 2${after === undefined ? '' : `, after: "${after}"`}`
    const { body } = await query(
      doctor,
      `{ patient(id: "${ada}", asOf: "${asOf}") { observations(code: "${code}") { nodes { versions(${args}) { nodes { version } pageInfo { hasNextPage endCursor } } } } } }`,
    )
    return body.errors?.[0].extensions.code ?? body.data.patient.observations.nodes[0].versions
  }
  const first = await page('8302-2')
  expect(first.nodes).toEqual([{ version: 5 }, { version: 4 }])
  await again({ type: 'Observation', id, content: finding('6') })
  const second = await page('8302-2', first.pageInfo.endCursor)
  expect(second.nodes).toEqual([{ version: 3 }, { version: 2 }])
  const third = await page('8302-2', second.pageInfo.endCursor)
  expect(third).toMatchObject({ nodes: [{ version: 1 }], pageInfo: { hasNextPage: false } })
  expect((await page('8302-2', first.pageInfo.endCursor, then)).nodes).toEqual([{ version: 2 }, { version: 1 }])
  expect(other).not.toBe(id)
  expect(await page('other', first.pageInfo.endCursor)).toBe('BAD_USER_INPUT')
})

test('a history row that was not written so ends the request, and is not shown', async () => {
  const made = await movedWard()
  const { doctor, memory, again, finding, add } = made
  const id = await add('one', finding('mine'))
  const other = await add('other', finding('not mine', { code: { coding: [{ code: 'other' }] } }))
  await again({ type: 'Observation', id, content: finding('mine, again') })
  await again({ type: 'Observation', id: other, content: finding('not mine, again') })
  const rows = memory.rows().filter(({ row }) => String(row.sk).startsWith('H#ob#'))
  const at = (of: string) => rows.find(({ row }) => String(row.sk).includes(of))?.row
  const [mine, theirs] = [at(id), at(other)]
  if (mine === undefined || theirs === undefined) throw new Error('there is no such version')
  for (const forged of [
    { ...theirs, sk: String(mine.sk) },
    { ...mine, CLINICAL: theirs.CLINICAL ?? '' },
    { ...mine, PROVENANCE: theirs.PROVENANCE ?? '' },
  ]) {
    const damaged = () =>
      memory.rows().filter(({ table, row }) => table === 'audit' && String(row.r).includes('"outcome":"INTEGRITY"'))
        .length
    const before = damaged()
    await memory.transact([{ do: 'put', table: 'records', row: forged }], { token: crypto.randomUUID() })
    const { body } = await made.query(
      doctor,
      `{ patient(id: "${made.ada}") { observations(code: "8302-2") { nodes { versions { nodes { valueString } } } } } }`,
    )
    expect(JSON.stringify(body)).not.toContain('mine')
    expect(body.errors[0].extensions.code).toBe('INTERNAL')
    expect(damaged()).toBe(before + 1)
  }
})
