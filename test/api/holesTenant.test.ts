import { createHandler, memoryWall } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import { createVault } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { type Answer, type Clinic, clinic, send, treat, type User } from '../fixtures/clinic.ts'

type Keys = Clinic['north']

/** One house: a doctor and a nurse who treat Ada, named as everything here is named in the other house too. */
async function house(made: Clinic, keys: Keys, name: string) {
  const { write, join } = made
  const dora = await write(keys, {
    type: 'Practitioner',
    name: 'dora',
    content: { name: [{ family: `Dora ${name}` }] },
  })
  const patient = (id: string) =>
    write(keys, {
      type: 'Patient',
      name: id,
      content: {
        name: [{ family: 'Adler', given: [`${id} ${name}`] }],
        birthDate: '1970-03-05',
        identifier: [{ system: 'urn:mrn', value: 'MRN-1', type: { coding: [{ code: 'MR' }] } }],
      },
    })
  const [ada, ben] = [await patient('ada'), await patient('ben')]
  for (const of of [ada, ben])
    for (let i = 1; i <= 3; i += 1)
      await write(keys, {
        type: 'Observation',
        name: `finding-${of}-${i}`,
        patient: of,
        content: {
          status: 'final',
          code: { coding: [{ code: '8480-6' }] },
          subject: { reference: of },
          effectiveDateTime: `2026-01-1${i}T09:00:00Z`,
          valueString: `${name} ${i}`,
          performer: [{ reference: dora }],
        },
      })
  await treat(made, keys, { patient: ada, actor: dora })
  const users = {
    doctor: await join(keys, { username: 'doctor', role: 'DOCTOR', practitioner: dora }),
    patient: await join(keys, { username: 'ada', role: 'PATIENT', patient: ada }),
    support: await join(keys, { username: 'support', role: 'SUPPORT' }),
    // The same person is a nurse in one house and an administrator in the other.
    both: await join(keys, { username: 'both', role: name === 'North' ? 'NURSE' : 'ADMIN' }),
  }
  return { name, ada, ben, users }
}

async function twoHouses() {
  const made = await clinic()
  return { ...made, houses: [await house(made, made.north, 'North'), await house(made, made.south, 'South')] as const }
}

const PATIENT = 'id name { given } birthDate identifier { value }'
const FINDINGS = `observations(first: 2) { nodes { valueString performer { name { family } } subject { ${PATIENT} } } pageInfo { hasNextPage } }`
const DOCUMENTS = [
  ['query Same($id: RecordId!) { me { username role tenant } patient(id: $id) { id } }'],
  [`query Same($id: RecordId!) { patient(id: $id) { ${PATIENT} ${FINDINGS} } }`],
  [`{ patients { nodes { ${PATIENT} ${FINDINGS} } } }`],
  [`{ patients(mrn: "MRN-1") { nodes { ${PATIENT} } } }`],
  [`{ patients(family: "adler", birthDate: "1970-03-05") { nodes { ${PATIENT} ${FINDINGS} } } }`],
].map(([document = '']) => document)

describe('a cache keyed without its tenant', () => {
  test('two houses in which everything is called alike are two on one warm handler, in any order and at once', async () => {
    const made = await twoHouses()
    const { houses, services, provider, handler } = made
    const asked = houses.flatMap(({ ada, ben, users }) =>
      Object.values(users).flatMap((as) =>
        DOCUMENTS.flatMap((query) =>
          [ada, ben].map((id) => ({ as, query, variables: query.includes('$id') ? { id } : {} })),
        ),
      ),
    )
    const call = (to: typeof handler, { as, ...body }: (typeof asked)[number]) =>
      send(to, { headers: { authorization: `Bearer ${as.token}` }, body: JSON.stringify(body) })
    // What a handler says that has seen nobody else.
    const alone: string[] = []
    for (const one of asked) {
      const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
      alone.push((await call(createHandler(memoryWall({ ...services, vault, lanes: createLanes() })), one)).text)
    }
    const texts = (answers: readonly Answer[]) => answers.map(({ text }) => text)
    const half = asked.length / 2
    const interleaved = Array.from({ length: half }, (_, i) => [i, half + i]).flat()
    for (const order of [interleaved, interleaved.toReversed()]) {
      const found: Answer[] = []
      for (const i of order) found.push(await call(handler, asked[i] as (typeof asked)[number]))
      expect(texts(found)).toEqual(order.map((i) => alone[i]))
    }
    const atOnce = await Promise.all(interleaved.map((i) => call(handler, asked[i] as (typeof asked)[number])))
    expect(texts(atOnce)).toEqual(interleaved.map((i) => alone[i]))
    const [north, south] = [alone.slice(0, half).join(), alone.slice(half).join()]
    expect([/ada South|South 1|Dora South/.test(north), /ada North|North 1|Dora North/.test(south)]).toEqual([
      false,
      false,
    ])
    expect([/North 3/.test(north), /South 3/.test(south)]).toEqual([true, true])
  }, 120_000)

  test('a cursor of one house is none in the other, for the very same list of the very same person', async () => {
    const { houses, query } = await twoHouses()
    const [north, south] = houses
    const page = (as: User, id: string, after?: string) =>
      query(
        as,
        `query ($id: RecordId!, $after: Cursor) {
          patients(mrn: "MRN-1", first: 1, after: $after) { nodes { id } pageInfo { endCursor } }
          patient(id: $id) { id }
        }`,
        { variables: { id, after } },
      )
    const cursorOf = ({ body }: Answer) => body.data.patients.pageInfo.endCursor
    const [here, there] = [
      cursorOf(await page(north.users.doctor, north.ada)),
      cursorOf(await page(south.users.doctor, south.ada)),
    ]
    expect((await page(north.users.doctor, north.ada, here)).body.data.patients.nodes).toHaveLength(1)
    const foreign = await page(north.users.doctor, north.ada, there)
    expect([foreign.status, foreign.body.errors[0].message]).toEqual([400, 'after is not a cursor of this list.'])
  })

  test('a wish of one house is no wish of the other, though person, key and payload are the same', async () => {
    const { houses, query } = await twoHouses()
    const record = (as: User, patient: string) =>
      query(
        as,
        `mutation { recordObservation(input: { patient: "${patient}", idempotencyKey: "same", code: { text: "x" }, valueString: "x" }) { observation { id } } }`,
      )
    const [north, south] = houses
    const here = await record(north.users.doctor, north.ada)
    const there = await record(south.users.doctor, south.ada)
    expect(there.body.errors).toBeUndefined()
    expect(there.body.data.recordObservation.observation.id).not.toBe(here.body.data.recordObservation.observation.id)
    expect((await record(north.users.doctor, south.ada)).body.errors[0].extensions.code).toBe('FORBIDDEN')
  })

  test('who is nobody in a house, and somebody of the same name in another, is not let in by having been there', async () => {
    const { houses, issuer, north, south, join, query } = await twoHouses()
    const away = await join(south, { username: 'southerner', role: 'DOCTOR' })
    expect((await query(away, '{ me { tenant } }')).body.data.me.tenant).toBe('south')
    const claims = { 'wardgraph:membership': `${north.tenant}.${away.person}.${away.membership}` }
    const token = issuer.token({ subject: away.person, username: 'southerner', claims, ttl: 60 })
    expect((await query({ ...away, token }, '{ me { tenant } }')).status).toBe(401)
    expect(houses.length).toBe(2)
  })
})
