import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

describe('a data loader without it', () => {
  const CHART = 'name { family } birthDate observations(first: 2) { nodes { id subject { id birthDate } } }'

  test('what one field of a request was denied or shown, another is not, in whichever order they ask', async () => {
    const made = await ward()
    const { north, ada, ben, cleo, dora, doctor, nurse, patient, support, query, join } = made
    await treat(made, north, { patient: ben, actor: dora })
    await act(made, doctor, 'labelRecord', { patient: ben, segments: ['VIP'] })
    await act(made, nurse, 'breakGlass', { patient: ada, reason: 'Shock' })
    const eve = await join(north, { username: 'eve', role: 'DOCTOR' })
    const asked = {
      ada: `patient(id: "${ada}") { ${CHART} }`,
      ben: `patient(id: "${ben}") { ${CHART} }`,
      cleo: `patient(id: "${cleo}") { ${CHART} }`,
      own: `patients { nodes { ${CHART} } }`,
      byNumber: `patients(mrn: "MRN-00012345") { nodes { ${CHART} } }`,
      byName: `patients(family: "Bauer", birthDate: "1981-11-30") { nodes { ${CHART} } }`,
    }
    for (const as of [doctor, nurse, patient, support, eve]) {
      const alone: Record<string, unknown> = {}
      const denied: string[] = []
      for (const [key, field] of Object.entries(asked)) {
        const { body } = await query(as, `{ ${key}: ${field} }`)
        alone[key] = body.data[key]
        denied.push(...(body.errors ?? []).map(({ path }: { path: unknown[] }) => path.join('.')))
      }
      const names = Object.keys(asked) as (keyof typeof asked)[]
      for (const order of [names, names.toReversed(), [...names.slice(3), ...names.slice(0, 3)]]) {
        const twice = order.flatMap((key) => [`${key}: ${asked[key]}`, `${key}Again: ${asked[key]}`])
        const { body } = await query(as, `{ ${twice.join(' ')} }`)
        for (const key of names)
          expect([as.username, key, body.data[key], body.data[`${key}Again`]]).toEqual([
            as.username,
            key,
            alone[key],
            alone[key],
          ])
        const paths = (body.errors ?? []).map(({ path }: { path: unknown[] }) => path.join('.'))
        const both = denied.flatMap((path) => [path, path.replace(/^\w+/, (key) => `${key}Again`)])
        expect([as.username, paths.sort()]).toEqual([as.username, both.sort()])
      }
    }
  })

  test('of two patients on one list each is decided by itself, whichever comes first', async () => {
    const made = await ward()
    const { north, doctor, nurse, support, query, write } = made
    for (const name of ['namesake', 'another'])
      await write(north, {
        type: 'Patient',
        name,
        content: {
          name: [{ family: 'Adler', given: [name] }],
          birthDate: '1970-03-05',
          identifier: [{ system: 'urn:mrn', value: 'MRN-00012345', type: { coding: [{ code: 'MR' }] } }],
        },
      })
    const chart = `id name { given } birthDate identifier { value } segments ${CHART}`
    let found = 0
    for (const as of [doctor, nurse, support])
      for (const search of ['mrn: "MRN-00012345"', 'family: "Adler", birthDate: "1970-03-05"']) {
        const { body } = await query(as, `{ patients(${search}) { nodes { ${chart} } } }`)
        for (const node of body.data.patients?.nodes ?? []) {
          found += 1
          expect(node).toEqual((await query(as, `{ patient(id: "${node.id}") { ${chart} } }`)).body.data.patient)
        }
      }
    expect(found).toBeGreaterThan(6)
  })

  test('a record that was loaded under one right is denied under none: a mutation’s payload asks anew', async () => {
    const made = await ward()
    const { ada, support, patient, query } = made
    const contact = (as: User, expectedVersion: number) =>
      query(
        as,
        `mutation { updatePatientContact(input: { patient: "${ada}", expectedVersion: ${expectedVersion}, idempotencyKey: "${as.username}", telecom: [] }) {
          patient { name { family } identifier { value } encounters { nodes { status reasonCode { text } } } a: observations { nodes { id } } b: observations { nodes { id } } }
        } }`,
      )
    const desk = await contact(support, 1)
    expect(desk.body.data.updatePatientContact.patient).toEqual({
      name: [{ family: 'Adler' }],
      identifier: [{ value: '2345' }],
      encounters: { nodes: [{ status: 'in-progress', reasonCode: null }] },
      a: null,
      b: null,
    })
    expect((await contact(patient, 2)).body.data.updatePatientContact.patient.a.nodes).toHaveLength(3)
  })
})
