import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

// The holes that icanbwell/fhir-server found in itself and writes of in its own notes, each by its name there: this one,
// and one in each of the other files that are called holes.

const FIELDS = {
  Patient:
    'id version name { family } birthDate gender identifier { value } telecom { value } segments consents { id }',
  Encounter: 'id version status type { text } reasonCode { text } segments',
  Observation: 'id version status code { text coding { code } } valueQuantity { value } segments',
}
type Way = readonly [document: string, place: readonly (string | number)[]]

type Ward = Awaited<ReturnType<typeof ward>>

/** What a reply says of one place: its data, and below it what was denied and what shown in part. */
async function told({ query }: Ward, as: User, [document, place]: Way) {
  const { body } = await query(as, document)
  const at = place.reduce((value, key) => value?.[key], body.data)
  const below = (path: readonly unknown[]) => path.slice(place.length).join('.')
  const under = (path: readonly unknown[]) => place.every((key, i) => path[i] === key)
  const denied = (body.errors ?? []).map(({ path = [] }) => path).filter(under)
  return at === null || at === undefined
    ? null
    : {
        data: at,
        denied: denied.map(below).sort(),
        masked: (body.extensions?.masked ?? []).filter(under).map(below).sort(),
      }
}

/** Every way to Ada, to Ada's visit and to Ada's latest finding that leads through a reply. */
async function ways(made: Ward): Promise<Readonly<Record<keyof typeof FIELDS, readonly Way[]>>> {
  const { ada, doctor, query, visit } = made
  const { body } = await query(doctor, `{ patient(id: "${ada}") { observations(first: 1) { nodes { id } } } }`)
  const [{ id: observation }] = body.data.patient.observations.nodes
  const chart = (inner: string) => `{ patient(id: "${ada}") { ${inner} } }`
  const label = (input: string, inner: string) =>
    `mutation { labelRecord(input: { patient: "${ada}", ${input} segments: [NORMAL], idempotencyKey: "${crypto.randomUUID()}" }) { ${inner} } }`
  const { Patient: P, Encounter: E, Observation: O } = FIELDS
  return {
    Patient: [
      [`{ patient(id: "${ada}") { ${P} } }`, ['patient']],
      [`{ patients(mrn: "MRN-00012345") { nodes { ${P} } } }`, ['patients', 'nodes', 0]],
      [`{ patients(mrn: "MRN-00012345") { edges { node { ${P} } } } }`, ['patients', 'edges', 0, 'node']],
      [`{ patients(family: "Adler", birthDate: "1970-03-05") { nodes { ${P} } } }`, ['patients', 'nodes', 0]],
      [`{ patients { nodes { ${P} } } }`, ['patients', 'nodes', 0]],
      [`{ patients { edges { node { ${P} } } } }`, ['patients', 'edges', 0, 'node']],
      [chart(`encounters { nodes { subject { ${P} } } }`), ['patient', 'encounters', 'nodes', 0, 'subject']],
      [chart(`observations { nodes { subject { ${P} } } }`), ['patient', 'observations', 'nodes', 0, 'subject']],
    ],
    Encounter: [
      [chart(`encounters { nodes { ${E} } }`), ['patient', 'encounters', 'nodes', 0]],
      [chart(`encounters { edges { node { ${E} } } }`), ['patient', 'encounters', 'edges', 0, 'node']],
      [chart(`observations { nodes { encounter { ${E} } } }`), ['patient', 'observations', 'nodes', 0, 'encounter']],
      [label(`encounter: "${visit}",`, `encounter { ${E} }`), ['labelRecord', 'encounter']],
    ],
    Observation: [
      [chart(`observations { nodes { ${O} } }`), ['patient', 'observations', 'nodes', 0]],
      [chart(`observations { edges { node { ${O} } } }`), ['patient', 'observations', 'edges', 0, 'node']],
      [chart(`observations(code: "8480-6") { nodes { ${O} } }`), ['patient', 'observations', 'nodes', 0]],
      [label(`observation: "${observation}",`, `observation { ${O} }`), ['labelRecord', 'observation']],
    ],
  }
}

describe('an allow-list on one entry and not on the other', () => {
  const SITUATIONS: Readonly<Record<string, (made: Ward) => Promise<unknown>>> = {
    'as it is': async () => {},
    'denied to nurses in part': ({ patient, ada, ...made }) =>
      act(made, patient, 'recordConsent', {
        patient: ada,
        expectedVersion: 1,
        rules: [{ type: 'DENY', roles: ['NURSE', 'SUPPORT'], classes: ['VISIT', 'IDENTIFIER', 'CONTACT'] }],
      }),
    'denied to doctors, and hidden from nurses': ({ patient, ada, ...made }) =>
      act(made, patient, 'recordConsent', {
        patient: ada,
        expectedVersion: 1,
        rules: [
          { type: 'DENY', roles: ['DOCTOR'], classes: ['CLINICAL', 'DEMOGRAPHIC'] },
          { type: 'DENY', roles: ['NURSE'], classes: ['NAME'] },
        ],
      }),
    'known to those who treat': ({ doctor, ada, ...made }) =>
      act(made, doctor, 'labelRecord', { patient: ada, segments: ['VIP', 'HIV'] }),
  }
  test.each(Object.entries(SITUATIONS))(
    'a record is the same, by whichever way it is reached: %s',
    async (_name, arrange) => {
      const made = await ward()
      const { north, doctor, nurse, patient, support, admin, service, stranger, join } = made
      const all = await ways(made)
      await arrange(made)
      const callers = [
        ...[doctor, nurse, patient, support, admin, service, stranger],
        await join(north, { username: 'eve', role: 'DOCTOR' }),
        await join(north, { username: 'floater', role: 'NURSE' }),
        await join(north, { username: 'other', role: 'PATIENT' }),
      ]
      let shown = 0
      for (const as of callers) {
        const direct = await told(made, as, all.Patient[0] ?? ['', []])
        for (const [type, them] of Object.entries(all)) {
          const found = []
          for (const way of them) found.push(await told(made, as, way))
          // A label that is said again makes a new version, and is the last way of each.
          const seen = found
            .filter((one) => one !== null)
            .map((one) => JSON.stringify({ ...one, data: { ...one.data, version: 0 } }))
          expect([as.username, type, [...new Set(seen)]]).toEqual([as.username, type, seen.slice(0, 1)])
          // Who is not told of the patient directly is told of nothing of it by any way.
          if (direct === null) expect([as.username, type, seen]).toEqual([as.username, type, []])
          shown += seen.length
        }
      }
      expect(shown).toBeGreaterThan(20)
    },
  )
})

test('an allow-list on one entry and not on the other: nobody finds by what is hidden from the one who seeks', async () => {
  const made = await ward()
  const { north, ada, doctor, nurse, patient, query, join } = made
  const finds = async (as: User, search: string) =>
    (await query(as, `{ patients(${search}) { nodes { id } pageInfo { hasNextPage } } }`)).body.data.patients.nodes
      .length
  const [number, day] = ['mrn: "MRN-00012345"', 'family: "Adler", birthDate: "1970-03-05"']
  const floater = await join(north, { username: 'floater', role: 'NURSE' })
  for (const search of [number, day])
    expect([await finds(doctor, search), await finds(nurse, search), await finds(floater, search)]).toEqual([1, 1, 0])
  expect(await finds(nurse, 'family: "Bauer", birthDate: "1981-11-30"')).toBe(0)
  const rules = [{ type: 'DENY', roles: ['DOCTOR'], classes: ['DEMOGRAPHIC'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  expect([await finds(doctor, number), await finds(doctor, day), await finds(nurse, day)]).toEqual([1, 0, 1])
})

test('an allow-list on one entry and not on the other: a cursor of one list is none of another, or of other arguments', async () => {
  const made = await ward()
  const { north, ada, ben, dora, doctor, query } = made
  await treat(made, north, { patient: ben, actor: dora })
  const lists = {
    own: (args: string) => `{ at: patients(first: 1${args}) { pageInfo { endCursor } } }`,
    byNumber: (args: string) => `{ at: patients(mrn: "MRN-00012345", first: 1${args}) { pageInfo { endCursor } } }`,
    findings: (args: string) =>
      `{ at: patient(id: "${ada}") { l: observations(first: 1${args}) { pageInfo { endCursor } } } }`,
    coded: (args: string) =>
      `{ at: patient(id: "${ada}") { l: observations(code: "8480-6", first: 1${args}) { pageInfo { endCursor } } } }`,
    visits: (args: string) =>
      `{ at: patient(id: "${ada}") { l: encounters(first: 1${args}) { pageInfo { endCursor } } } }`,
    links: (args: string) => `{ at: patient(id: "${ada}") { l: linked(first: 1${args}) { pageInfo { endCursor } } } }`,
    ofAnother: (args: string) =>
      `{ at: patient(id: "${ben}") { l: observations(first: 1${args}) { pageInfo { endCursor } } } }`,
  }
  for (const [name, list] of Object.entries(lists)) {
    const { body } = await query(doctor, list(''))
    const cursor = (body.data.at.l ?? body.data.at).pageInfo.endCursor
    if (cursor === null) continue
    for (const [other, of] of Object.entries(lists)) {
      const { status } = await query(doctor, of(`, after: "${cursor}"`))
      expect([name, other, status]).toEqual([name, other, name === other ? 200 : 400])
    }
  }
})
