import { expect, test } from 'vitest'
import { ward } from '../fixtures/ward.ts'

const CHART = `query Chart($id: RecordId!) {
  patient(id: $id) {
    name { family }
    birthDate
    identifier { value }
    telecom { value }
    managingOrganization { name }
    encounters { nodes { status reasonCode { text } participant { individual { name { family } } } } }
    observations { nodes { code { coding { code } } valueQuantity { value } encounter { status } } pageInfo { hasNextPage } }
  }
}`

test('a doctor of the care team reads the whole chart, the latest finding first', async () => {
  const { query, doctor, ada } = await ward()
  const { status, body } = await query(doctor, CHART, { variables: { id: ada } })
  expect(body.errors).toBeUndefined()
  expect(status).toBe(200)
  expect(body.data.patient).toMatchObject({
    name: [{ family: 'Adler' }],
    birthDate: '1970-03-05',
    identifier: [{ value: 'MRN-00012345' }],
    telecom: [{ value: '555-0100' }],
    managingOrganization: { name: 'North Hospital' },
    encounters: {
      nodes: [
        {
          status: 'in-progress',
          reasonCode: [{ text: 'Hypertension' }],
          participant: [{ individual: { name: [{ family: 'Dorn' }] } }],
        },
      ],
    },
  })
  expect(
    body.data.patient.observations.nodes.map((node: { valueQuantity: { value: number } }) => node.valueQuantity.value),
  ).toEqual([133, 141, 150])
})

test('a doctor outside the care team reads who the patient is, and not the chart', async () => {
  const { query, doctor, ben } = await ward()
  const { body } = await query(doctor, CHART, { variables: { id: ben } })
  expect(body.data.patient).toEqual({
    name: [{ family: 'Bauer' }],
    birthDate: '1981-11-30',
    identifier: null,
    telecom: null,
    managingOrganization: null,
    encounters: null,
    observations: null,
  })
  expect(
    body.errors.map((error: { path: string[]; extensions: { code: string } }) => [
      error.path.join('.'),
      error.extensions.code,
    ]),
  ).toEqual([
    ['patient.encounters', 'FORBIDDEN'],
    ['patient.observations', 'FORBIDDEN'],
  ])
})

test('a nurse outside the care team sees the year of birth and the last four of a number, marked as masked', async () => {
  const { query, nurse, ben, ada, join, north } = await ward()
  const floater = await join(north, { username: 'floater', role: 'NURSE' })
  const { body } = await query(floater, `{ patient(id: "${ada}") { birthDate identifier { value } } }`)
  expect(body.data.patient).toEqual({ birthDate: '1970', identifier: [{ value: '2345' }] })
  expect(body.extensions.masked).toEqual([
    ['patient', 'birthDate'],
    ['patient', 'identifier'],
  ])
  expect((await query(nurse, `{ patient(id: "${ada}") { birthDate } }`)).body.data.patient.birthDate).toBe('1970-03-05')
  expect((await query(nurse, `{ patient(id: "${ben}") { birthDate } }`)).body.data.patient.birthDate).toBe('1981')
})

test('a patient reads the own chart, and no other patient exists', async () => {
  const { query, patient, ada, ben, cleo } = await ward()
  const own = await query(patient, CHART, { variables: { id: ada } })
  expect(own.body.errors).toBeUndefined()
  expect(own.body.data.patient.observations.nodes).toHaveLength(3)
  for (const id of [ben, cleo, 'a'.repeat(26), 'no id at all']) {
    const other = await query(patient, CHART, { variables: { id } })
    expect(other.body).toEqual({ data: { patient: null } })
  }
})

test('support sees visits without their reason, masked numbers, and no finding', async () => {
  const { query, support, ada } = await ward()
  const { body } = await query(support, CHART, { variables: { id: ada } })
  expect(body.data.patient).toMatchObject({
    birthDate: '1970-03-05',
    identifier: [{ value: '2345' }],
    observations: null,
  })
  expect(body.data.patient.encounters.nodes).toEqual([
    { status: 'in-progress', reasonCode: null, participant: [{ individual: { name: [{ family: 'Dorn' }] } }] },
  ])
  expect(body.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
    'patient.encounters.nodes.0.reasonCode',
    'patient.observations',
  ])
})

test('an administrator, a privacy officer and a service may not ask for patients at all', async () => {
  const { query, admin, privacy, service, ada } = await ward()
  for (const user of [admin, privacy, service]) {
    const { status, body } = await query(user, CHART, { variables: { id: ada } })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      data: { patient: null },
      errors: [{ path: ['patient'], extensions: { code: 'FORBIDDEN' } }],
    })
    expect((await query(user, '{ me { username role tenant } }')).body.data.me).toEqual({
      username: user.username,
      role: user.role,
      tenant: 'north',
    })
  }
})

test('a patient of another tenant does not exist', async () => {
  const { query, doctor, cleo, stranger, ada } = await ward()
  expect((await query(doctor, CHART, { variables: { id: cleo } })).body).toEqual({ data: { patient: null } })
  expect((await query(stranger, CHART, { variables: { id: ada } })).body).toEqual({ data: { patient: null } })
})

test('the own list holds whom one treats now', async () => {
  const { query, doctor, patient, support, ada } = await ward()
  const list =
    '{ patients { nodes { id name { family } } edges { cursor node { birthDate } } pageInfo { hasNextPage endCursor } } }'
  const { body } = await query(doctor, list)
  expect(body.errors).toBeUndefined()
  expect(body.data.patients.nodes).toEqual([{ id: ada, name: [{ family: 'Adler' }] }])
  expect(body.data.patients.edges[0].node).toEqual({ birthDate: '1970-03-05' })
  expect((await query(patient, list)).body.data.patients.nodes).toEqual([{ id: ada, name: [{ family: 'Adler' }] }])
  expect((await query(support, list)).body.data.patients.nodes).toEqual([])
})
