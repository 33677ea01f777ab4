import type { Content } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import type { Answer, User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { stored } from './ended.fixture.ts'
import { ASKS, ask, type Kind, type Things } from './holes.fixture.ts'

/** What nobody has, of every kind. */
const NOTHING: Things = {
  patient: 'b'.repeat(26),
  other: 'c'.repeat(26),
  practitioner: 'd'.repeat(26),
  observation: 'e'.repeat(26),
  encounter: 'f'.repeat(26),
  condition: 'j'.repeat(26),
  review: 'g'.repeat(26),
  consent: 'h'.repeat(26),
  unit: 'no-such-unit',
  username: 'no-such-user',
  mrn: 'MRN-NOBODY',
  identifier: 'urn:mrn|MRN-NOBODY',
  email: 'nobody@mail.example',
  phone: '555-0000',
  family: 'Nobody',
  cursor: 'UQ',
}

type Ward = Awaited<ReturnType<typeof ward>>
type Keys = Ward['north']

/** A patient whom the label of its chart hides from everybody without a relation, with one record of each type. */
async function chart({ write }: Ward, keys: Keys, { name, hidden }: { name: string; hidden: boolean }) {
  const segments = hidden ? (['HIV'] as const) : (['NORMAL'] as const)
  const patient = await write(keys, {
    type: 'Patient',
    name,
    segments,
    content: {
      name: [{ family: name }],
      birthDate: '1970-01-01',
      identifier: [{ system: 'urn:mrn', value: `MRN-${name}`, type: { coding: [{ code: 'MR' }] } }],
      telecom: [
        { system: 'email', value: `${name}@mail.example` },
        { system: 'phone', value: `555-0${name.length}` },
      ],
      consents: [{ id: 'k'.repeat(26), rules: [{ type: 'PERMIT', roles: ['NURSE'] }] }],
    },
  })
  const add = (type: string, content: Content) =>
    write(keys, {
      type,
      name: `${name}-${type}`,
      patient,
      segments,
      content: { ...(type === 'Condition' ? {} : { status: 'final' }), subject: { reference: patient }, ...content },
    })
  const encounter = await add('Encounter', { class: { code: 'AMB' } })
  const observation = await add('Observation', { code: { text: 'Finding' }, valueString: 'x' })
  const condition = await add('Condition', { code: { text: 'Cough' } })
  return {
    patient,
    encounter,
    observation,
    condition,
    consent: 'k'.repeat(26),
    mrn: `MRN-${name}`,
    identifier: `urn:mrn|MRN-${name}`,
    email: `${name}@mail.example`,
    phone: `555-0${name.length}`,
    family: name,
  }
}

/** The ward with everything that can be named, in the north and in the south, and somebody of each role in the north. */
async function named() {
  const made = await ward()
  const { north, south, ada, ben, visit, dora, admin, doctor, nurse, privacy, query, join, write } = made
  await act(made, admin, 'createUnit', { unit: 'ward-1' })
  await act(made, nurse, 'breakGlass', { patient: ben, reason: 'Shock' })
  await act(made, nurse, 'endBreakGlass', { patient: ben })
  const [{ id: review }] = await reviewsOf(made, privacy)
  const list = `{ patient(id: "${ada}") { observations { nodes { id } } } patients(first: 1) { pageInfo { endCursor } } }`
  const colleague = await join(north, { username: 'colleague', role: 'DOCTOR', practitioner: dora })
  const { body } = await query(colleague, list)
  const own: Things = {
    ...NOTHING,
    patient: ada,
    other: ben,
    practitioner: dora,
    observation: body.data.patient.observations.nodes[0].id,
    encounter: visit,
    condition: await write(north, {
      type: 'Condition',
      name: 'cough',
      patient: ada,
      content: { code: { text: 'Cough' }, subject: { reference: ada } },
    }),
    review,
    unit: 'ward-1',
    username: 'nurse',
  }
  const vip = await chart(made, north, { name: 'Hidden', hidden: true })
  // In Ada's chart, of an author who is nobody of these.
  const note = (type: string, content: Content) =>
    write(north, {
      type,
      name: `note-${type}`,
      patient: ada,
      segments: ['PSYCHOTHERAPY'],
      author: 'z'.repeat(26),
      content: { ...(type === 'Condition' ? {} : { status: 'final' }), subject: { reference: ada }, ...content },
    })
  const hidden: Things = {
    ...own,
    ...vip,
    other: vip.patient,
    observation: await note('Observation', { code: { text: 'Session' }, valueString: 'x' }),
    encounter: await note('Encounter', { class: { code: 'AMB' } }),
    condition: await note('Condition', { code: { text: 'Session' } }),
    cursor: body.data.patients.pageInfo.endCursor,
  }
  const southern = await chart(made, south, { name: 'Southern', hidden: false })
  const second = await chart(made, south, { name: 'Second', hidden: false })
  const chief = await join(south, { username: 'chief', role: 'ADMIN' })
  const officer = await join(south, { username: 'officer', role: 'PRIVACY' })
  const away = await join(south, { username: 'southerner', role: 'DOCTOR' })
  for (let i = 0; i < 2; i += 1) {
    await act(made, away, 'breakGlass', { patient: southern.patient, reason: 'Shock' })
    await act(made, away, 'endBreakGlass', { patient: southern.patient })
  }
  await act(made, chief, 'createUnit', { unit: 'southern-ward' })
  const queue = await query(officer, '{ reviews(first: 1) { nodes { id } pageInfo { endCursor } } }')
  const foreign: Things = {
    ...southern,
    other: second.patient,
    practitioner: await write(south, { type: 'Practitioner', name: 'southern', content: { name: [{ family: 'S' }] } }),
    review: queue.body.data.reviews.nodes[0].id,
    unit: 'southern-ward',
    username: 'southerner',
    cursor: queue.body.data.reviews.pageInfo.endCursor,
  }
  const outsiders = {
    'doctor elsewhere': await join(north, { username: 'eve', role: 'DOCTOR' }),
    'nurse elsewhere': await join(north, { username: 'floater', role: 'NURSE' }),
  }
  const { patient, support, service } = made
  const users: Readonly<Record<string, User>> = {
    doctor,
    nurse,
    patient,
    support,
    admin,
    privacy,
    service,
    ...outsiders,
  }
  return { ...made, own, hidden, foreign, users, vip }
}

/** A reply as it left, but for the cursors, each of which is sealed anew. */
function bytes({ status, text }: Answer): string {
  return `${status} ${text.replaceAll(/"(cursor|endCursor)":"[\w-]+"/g, '"$1":"..."')}`
}

/** Where a caller's reply tells something that is there, in one place, from what nobody has. */
async function told(
  made: Ward,
  as: User,
  { own, there, kinds }: { own: Things; there: Things; kinds: readonly Kind[] },
): Promise<string[]> {
  const differing: string[] = []
  for (const of of ASKS)
    for (const kind of Object.values(of[1].names)) {
      if (!kinds.includes(kind)) continue
      const [one, other] = [
        await ask(made, as, of, { ...own, [kind]: there[kind] }),
        await ask(made, as, of, { ...own, [kind]: NOTHING[kind] }),
      ]
      if (bytes(one) !== bytes(other)) differing.push(`${of[0]} ${kind}`)
    }
  return [...new Set(differing)].sort()
}

const RECORDS: readonly Kind[] = [
  'patient',
  'other',
  'observation',
  'encounter',
  'condition',
  'consent',
  'mrn',
  'identifier',
  'email',
  'phone',
  'family',
  'cursor',
]
/** What everybody, or the privacy officer, may know of in the own house, and nobody of another. */
const OF_THE_HOUSE: readonly Kind[] = ['practitioner', 'review', 'unit', 'username']

/** Where somebody acts on a chart that does not exist for the one who acts, on purpose, and so learns that it is there. */
const DELIBERATE: Readonly<Record<string, readonly string[]>> = {
  // An emergency is about a patient of whom the doctor or nurse knows nothing: docs/access.md, "Emergencies".
  doctor: ['Mutation.breakGlass patient'],
  nurse: ['Mutation.breakGlass patient'],
  'doctor elsewhere': ['Mutation.breakGlass patient'],
  'nurse elsewhere': ['Mutation.breakGlass patient'],
  // A link is made, and a chart erased, by two who see no chart: docs/access.md, "What each may change".
  admin: [
    'Mutation.cancelErasure patient',
    'Mutation.erasePatient patient',
    'Mutation.holdPatient patient',
    'Mutation.mergePatients other',
    'Mutation.mergePatients patient',
    'Mutation.releasePatient patient',
    'Mutation.unmergePatients other',
    'Mutation.unmergePatients patient',
  ],
  privacy: [
    'Mutation.cancelErasure patient',
    'Mutation.erasePatient patient',
    'Mutation.holdPatient patient',
    'Mutation.mergePatients other',
    'Mutation.mergePatients patient',
    'Mutation.releasePatient patient',
    'Mutation.unmergePatients other',
    'Mutation.unmergePatients patient',
  ],
}

test('403 against 404: what is there but not for this caller is answered as what is not there, but for an emergency, a link and an erasure', async () => {
  const made = await named()
  const { own, hidden, users } = made
  const found: Record<string, readonly string[]> = {}
  for (const [name, as] of Object.entries(users)) {
    const before = stored(made)
    const differing = await told(made, as, { own, there: hidden, kinds: RECORDS })
    if (differing.length > 0) found[name] = differing
    else expect(stored(made)).toEqual(before)
  }
  expect(found).toEqual(DELIBERATE)
})

test('a record that is moved: one of one chart is not there in another, neither in a chart that one treats nor in one that is hidden', async () => {
  const made = await named()
  const { own, vip, users, ben } = made
  for (const as of Object.values(users))
    for (const patient of [own.patient, ben, vip.patient])
      for (const [observation, encounter, condition] of [
        [vip.observation, vip.encounter, vip.condition],
        [own.observation, own.encounter, own.condition],
      ] as const) {
        if (patient === own.patient && observation === own.observation) continue
        const there: Things = { ...own, patient, observation, encounter, condition }
        const of = { own: { ...own, patient }, there, kinds: ['observation', 'encounter', 'condition'] as const }
        expect([as.username, await told(made, as, of)]).toEqual([as.username, []])
      }
})

test('an export without a tenant check: the ids of another tenant, in every argument of every root field, are ids that nobody has', async () => {
  const made = await named()
  const { own, foreign, users } = made
  const before = stored(made)
  for (const as of Object.values(users))
    expect([as.username, await told(made, as, { own, there: foreign, kinds: [...RECORDS, ...OF_THE_HOUSE] })]).toEqual([
      as.username,
      [],
    ])
  // All of them at once, too.
  for (const as of Object.values(users))
    for (const of of ASKS) {
      if (Object.keys(of[1].names).length === 0) continue
      const [one, other] = [await ask(made, as, of, foreign), await ask(made, as, of, NOTHING)]
      expect([as.username, of[0], bytes(one)]).toEqual([as.username, of[0], bytes(other)])
    }
  expect(stored(made)).toEqual(before)
})
