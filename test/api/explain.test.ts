import { readdirSync, readFileSync } from 'node:fs'
import { createExplainer, memoryWall, ReplyError, rowOf } from '@wardgraph/api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer, User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { type Drawn, operations } from './operations.fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)

type Ward = Awaited<ReturnType<typeof ward>>
type Row = ReturnType<typeof rowOf>

function explainer(made: Ward) {
  const explain = createExplainer(memoryWall(made.services))
  return async (
    user: User,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly Row[]> => {
    const request = { query, variables, operationName: undefined }
    return (await explain({ token: user.token, purpose: undefined, request })).map(rowOf)
  }
}

/** Each place of a reply by its response keys: `value`, `masked`, `denied`, or `null`. */
function placesIn({ data, errors = [], extensions = {} }: Answer['body']): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  const denied = new Set(errors.map(({ path }: { path: unknown }) => JSON.stringify(path)))
  const masked = new Set((extensions.masked ?? []).map((path: unknown) => JSON.stringify(path)))
  const add = (keys: readonly string[], is: string) => {
    const name = keys.join('.')
    found.set(name, (found.get(name) ?? new Set()).add(is))
  }
  const walk = (value: unknown, path: readonly (string | number)[], keys: readonly string[]): void => {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, [...path, i], keys)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        const at = JSON.stringify([...path, key])
        const empty = inner === null || (Array.isArray(inner) && inner.length === 0)
        add([...keys, key], denied.has(at) ? 'denied' : empty ? 'null' : masked.has(at) ? 'masked' : 'value')
        walk(inner, [...path, key], [...keys, key])
      }
  }
  walk(data, [], [])
  return found
}

/** What a place of a reply may have been explained as. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  value: ['ALLOWED', 'MASKED'],
  masked: ['MASKED'],
  denied: ['DENIED'],
  null: ['ALLOWED', 'MASKED', 'ABSENT'],
}
const codeOf = ({ reason }: Row) => reason.split(':')[0] ?? ''

test(`access explain agrees with what the operation is answered, for random operations (seed ${seed})`, async () => {
  const made = await ward()
  const explain = explainer(made)
  const { query, ada, ben, cleo, nils, doctor, nurse, patient, support, admin, privacy } = made
  const roots = [
    ...[ada, ben, ben, ben, cleo].map((id) => ['patient', `id: "${id}"`] as const),
    ['patients', 'first: 3'] as const,
    ['patients', 'mrn: "MRN-00012345"'] as const,
    ['patients', 'family: "Bauer", birthDate: "1981-11-30", first: 2'] as const,
    ['reviews', 'first: 2'] as const,
    ['assignCareTeam', `input: { patient: "${ben}", practitioner: "${nils}", idempotencyKey: "k" }`] as const,
  ]
  const tally: Record<string, number> = {}
  const users = fc.constantFrom(doctor, nurse, nurse, patient, support, admin, privacy)
  const property = fc.asyncProperty(operations(roots), users, async ({ document, variables }, user) => {
    const { body } = await query(user, document, { variables })
    if (body.data === undefined) {
      const refused = explain(user, document, variables)
      await expect(refused).rejects.toMatchObject({ code: body.errors[0].extensions.code })
      return
    }
    const rows = await explain(user, document, variables)
    const places = placesIn(body)
    for (const [path, all] of places) {
      if (path.endsWith('__typename') || path.endsWith('_')) continue
      const said = rows.filter((row) => row.path === path).map(codeOf)
      for (const is of all) {
        expect([path, is, said.some((code) => SAID[is]?.includes(code))]).toEqual([path, is, true])
        tally[is] = (tally[is] ?? 0) + 1
      }
    }
    for (const row of rows) {
      const all = places.get(row.path)
      // Under what is null, or an empty list, there is no place.
      if (all === undefined) continue
      const fits = {
        ALLOWED: ['value', 'null'],
        MASKED: ['masked', 'value', 'null'],
        DENIED: ['denied'],
        ABSENT: ['null'],
      }[codeOf(row)]
      expect([row, [...all].some((is) => fits?.includes(is))]).toEqual([row, true])
    }
  })
  // One that is read in part is rarely drawn: it comes first.
  const masked = `{ patient(id: "${ben}") { id birthDate } }`
  const examples: [Drawn, User][] = [[{ document: masked, variables: {} }, nurse]]
  await fc.assert(property, { seed, numRuns: long ? 10_000 : 1_000, examples })
  expect(Object.keys(tally).sort()).toEqual(['denied', 'masked', 'null', 'value'])
}, 900_000)

test('access explain says which line of the schema a key is stated on', async () => {
  const made = await ward()
  const rows = await explainer(made)(
    made.doctor,
    `{ patient(id: "${made.ada}") { birthDate identifier { value } observations { nodes { code { text } } } } }`,
  )
  const stated = readdirSync('schema').flatMap((file) =>
    file.endsWith('.graphql')
      ? readFileSync(`schema/${file}`, 'utf8')
          .split('\n')
          .map((text, i) => [`schema/${file}:${i + 1}`, text] as const)
      : [],
  )
  const textOf = ({ line }: Row) => stated.find(([place]) => place === line)?.[1]?.trim()
  expect(rows.map((row) => [row.coordinate, textOf(row)?.split(/[ (:]/)[0]])).toEqual([
    ['Query.patient', 'patient'],
    ['Patient.birthDate', 'birthDate'],
    ['Patient.identifier', 'identifier'],
    ['Identifier.value', 'value'],
    ['Patient.observations', 'observations'],
    ['ObservationConnection.nodes', 'type'],
    ['Observation.code', 'code'],
    ['CodeableConcept.text', 'text'],
  ])
})

test('access explain names the fact that was missing, and since when it is', async () => {
  const made = await ward()
  const explain = explainer(made)
  const of = async (user: User, id: string, field: string) =>
    (await explain(user, `{ patient(id: "${id}") { ${field} } }`)).find(({ path }) => path.startsWith('patient.'))
      ?.reason
  expect(await of(made.doctor, made.ben, 'observations { nodes { id } }')).toBe(
    'DENIED: no care-team relation since 2020-02-01, no emergency access',
  )
  expect(await of(made.nurse, made.ben, 'birthDate')).toBe(
    'MASKED: in part (YEAR): NURSE in TENANT for TREAT; no care-team relation, no emergency access',
  )
  expect(await of(made.doctor, made.ada, 'birthDate')).toMatch(/^ALLOWED: DOCTOR in .* for TREAT$/)
  expect(await of(made.support, made.ada, 'consents { id }')).toBe('ALLOWED: SUPPORT in TENANT for HOPERAT')
  expect(await explain(made.admin, `{ patient(id: "${made.ada}") { birthDate } }`)).toEqual([
    expect.objectContaining({ path: 'patient', allow: false, reason: 'DENIED: no grant to ADMIN for HOPERAT' }),
  ])
})

test('access explain tells who may not know them neither of a record nor that a consent is the reason', async () => {
  const made = await ward()
  const explain = explainer(made)
  const rules = [{ type: 'DENY', classes: ['DEMOGRAPHIC'] }]
  const content = { name: [{ family: 'Denk' }], birthDate: '1980-01-01', consents: [{ id: 'a'.repeat(26), rules }] }
  const denies = await made.write(made.north, { type: 'Patient', name: 'denies', content })
  const query = (id: string) => `{ patient(id: "${id}") { birthDate } }`
  expect((await explain(made.doctor, query(denies)))[1]?.reason).toBe('DENIED: DEMOGRAPHIC is withheld here')
  expect((await explain(made.support, query(denies)))[1]?.reason).toBe(
    "DENIED: the patient's consent does not leave DEMOGRAPHIC to the caller",
  )
  const absent = await explain(made.patient, query(made.ben))
  expect(absent).toEqual(await explain(made.patient, query('a'.repeat(26))))
  expect(absent).toEqual([expect.objectContaining({ path: 'patient', reason: expect.stringMatching(/^ABSENT: /) })])
})

test('access explain shows no value, writes nothing but its audit record, and shows nothing without that', async () => {
  const made = await ward()
  const rows = () => made.memory.rows().filter(({ table }) => table !== 'audit')
  await made.query(made.nurse, '{ me { role } }')
  const explain = explainer(made)
  const chart = `{ patient(id: "${made.ada}") { name { family given } birthDate identifier { value } telecom { value } observations { nodes { valueQuantity { value } } } } }`
  await explain(made.nurse, '{ me { role } }')
  const before = rows()
  const explained = JSON.stringify(await explain(made.nurse, chart))
  for (const value of ['Adler', 'Ada', '1970', '12345', '555', '150', '141', '133'])
    expect(explained).not.toContain(value)
  const input = { patient: made.ada, practitioner: made.nils, idempotencyKey: 'k' }
  const ends = 'mutation ($input: EndCareTeamInput!) { endCareTeam(input: $input) { __typename } }'
  expect((await explain(made.doctor, ends, { input }))[0]).toMatchObject({ path: 'endCareTeam', allow: true })
  expect(rows()).toEqual(before)
  const last = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const record = last.find(
    ({ origin, caller }) => origin === 'access' && caller.role === 'NURSE' && JSON.stringify(caller) !== '',
  )
  expect(record).toMatchObject({ operation: { roots: ['access.explain'] }, caller: { person: made.nurse.person } })
  expect(
    last.some(
      ({ origin, disclosed }) => origin === 'access' && disclosed.some((row: unknown[]) => row[2] === made.ada),
    ),
  ).toBe(true)
  const failing = `{ patient(id: "${made.ada}") { observations(after: "x") { nodes { id } } } }`
  await expect(explain(made.support, failing)).resolves.toBeDefined()
  await expect(explain(made.nurse, failing)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  const failed = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  expect(failed.some(({ origin, outcome }) => origin === 'access' && outcome === 'BAD_USER_INPUT')).toBe(true)
  const { table } = made.services
  const dead = { ...table, transact: () => Promise.reject(new Error('down')) }
  const broken = createExplainer(memoryWall({ ...made.services, table: dead }))
  const request = { query: chart, variables: {}, operationName: undefined }
  await expect(broken({ token: made.nurse.token, purpose: undefined, request })).rejects.toBeInstanceOf(ReplyError)
})
