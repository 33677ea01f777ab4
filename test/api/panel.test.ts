import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { type Answer, copyOf, treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const NOW = Date.now()
const HOUR = 3_600_000
const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString()
const SHOWN =
  '{ panel(first: 100) { nodes { patient { id } next { id status period { start } } } pageInfo { hasNextPage } } }'

type World = Awaited<ReturnType<typeof world>>
type Visit = Readonly<{ status?: string; start?: string; segments?: readonly ['PSYCHOTHERAPY' | 'HIV'] }>

/** Ada, Ann, Bo and Cy, whom the doctor and the nurse treat. */
async function world() {
  const made = await ward({ now: () => NOW })
  const { north, ada, dora, nils, write } = made
  const patient = async (name: string) => {
    const id = await write(north, { type: 'Patient', name, content: { name: [{ family: name }] } })
    for (const actor of [dora, nils]) await treat(made, north, { patient: id, actor, start: NOW - HOUR })
    return id
  }
  const [ann, bo, cy] = [await patient('ann'), await patient('bo'), await patient('cy')]
  return { ...made, ann, bo, cy, list: [ada, ann, bo, cy].sort() }
}

let visits = 0
/** Writes a visit, planned and an hour from now unless said; its id. */
function visit(
  { write, north }: Pick<World, 'write' | 'north'>,
  patient: string,
  { status = 'planned', start = at(1), segments }: Visit = {},
) {
  visits += 1
  return write(north, {
    type: 'Encounter',
    name: `v${visits}`,
    patient,
    author: 'z'.repeat(26),
    ...(segments ? { segments } : {}),
    content: { status, class: { code: 'AMB' }, subject: { reference: patient }, period: { start } },
  })
}

interface Node {
  readonly patient: { readonly id: string }
  readonly next: { readonly id: string } | null
}
const rows = ({ body }: Answer) =>
  body.data.panel.nodes.map(({ patient, next }: Node) => [patient.id, next?.id ?? null])

/** A reply as it left, but for what is sealed anew each time. */
const bytes = ({ status, text }: Answer) => `${status} ${text.replaceAll(/"endCursor":"[\w-]+"/g, '"endCursor":"..."')}`

test('the own list by what is next: the soonest first, and who has nothing ahead last, by id', async () => {
  const made = await world()
  const { ada, ann, bo, cy, doctor, query, ben } = made
  const later = await visit(made, ann, { start: at(30) })
  const sooner = await visit(made, cy, { start: at(2) })
  await visit(made, cy, { start: at(3) })
  // Nobody of the own list.
  await visit(made, ben)
  const rest = [ada, bo].sort().map((id) => [id, null])
  expect(rows(await query(doctor, SHOWN))).toEqual([[cy, sooner], [ann, later], ...rest])
  const first = await visit(made, ann, { start: at(1.5) })
  expect(rows(await query(doctor, SHOWN)).slice(0, 2)).toEqual([
    [ann, first],
    [cy, sooner],
  ])
})

test('what is over, called off, begun or undated is not ahead', async () => {
  const made = await world()
  const { ann, bo, cy, doctor, query, write, north } = made
  for (const status of ['finished', 'cancelled', 'entered-in-error', 'onleave', 'unknown'])
    await visit(made, ann, { status })
  for (const start of [at(-1), at(0), new Date(NOW).toISOString().slice(0, 10)])
    await visit(made, ann, { start, status: 'in-progress' })
  await write(north, { type: 'Encounter', name: 'undated', patient: ann, content: { status: 'planned' } })
  expect(rows(await query(doctor, SHOWN)).map(([, next]: [string, string]) => next)).toEqual([null, null, null, null])
  // One millisecond on, and a day without a time.
  const soon = await visit(made, bo, { start: new Date(NOW + 1).toISOString(), status: 'arrived' })
  const dated = await visit(made, cy, { start: at(72).slice(0, 10), status: 'triaged' })
  expect(rows(await query(doctor, SHOWN)).slice(0, 2)).toEqual([
    [bo, soon],
    [cy, dated],
  ])
})

test('page by page it is the whole panel, each once, also among equals', async () => {
  const made = await world()
  const { ann, bo, doctor, nurse, query } = made
  for (const patient of [ann, bo]) await visit(made, patient)
  const whole = rows(await query(doctor, SHOWN)).map(([id]: [string]) => id)
  expect(whole.slice(0, 2)).toEqual([ann, bo].sort())
  const page =
    '($after: Cursor) { panel(first: 1, after: $after) { nodes { patient { id } } pageInfo { hasNextPage endCursor } } }'
  const found = []
  for (let after: string | null = null, more = true; more; ) {
    const { body }: Answer = await query(doctor, `query ${page}`, { variables: { after } })
    found.push(...body.data.panel.nodes.map(({ patient }: Node) => patient.id))
    after = body.data.panel.pageInfo.endCursor
    more = body.data.panel.pageInfo.hasNextPage
    expect((await query(nurse, `query ${page}`, { variables: { after } })).status).toBe(400)
  }
  expect(found).toEqual(whole)
})

test('a visit that does not exist for the caller changes nothing: neither order nor reply, nor how much is asked for', async () => {
  const made = await world()
  const { ann, bo, cy, nurse } = made
  await visit(made, bo, { start: at(5) })
  await visit(made, cy, { start: at(6) })
  const answers = async (side: World) => {
    await side.query(nurse, '{ me { role } }')
    const before = { ...side.memory.calls }
    const all = []
    for (const document of [
      SHOWN,
      '{ panel(first: 1) { nodes { patient { id } } pageInfo { hasNextPage endCursor } } }',
    ])
      all.push(bytes(await side.query(nurse, document)))
    const { get, query, transact } = side.memory.calls
    return { all, calls: [get - before.get, query - before.query, transact - before.transact] }
  }
  const plain = await answers(await copyOf(made))
  for (const patient of [ann, bo, cy]) {
    const hidden = await copyOf(made)
    await visit(hidden, patient, { segments: ['PSYCHOTHERAPY'] })
    expect(await answers(hidden)).toEqual(plain)
    const seen = await copyOf(made)
    await visit(seen, patient, { segments: ['HIV'] })
    expect((await answers(seen)).all).not.toEqual(plain.all)
  }
  // Ann keeps her visits from nurses: whether there is one ahead is not told by her place either.
  const self = await made.join(made.north, { username: 'ann', role: 'PATIENT', patient: ann })
  const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['VISIT'] }]
  expect((await act(made, self, 'recordConsent', { patient: ann, expectedVersion: 1, rules })).code).toBe('OK')
  const denied = await answers(await copyOf(made))
  const withOne = await copyOf(made)
  const next = await visit(withOne, ann)
  expect(await answers(withOne)).toEqual(denied)
  expect(rows(await withOne.query(withOne.doctor, SHOWN))[0]).toEqual([ann, next])
})

test('whoever has a list of their own has a panel of it, and nobody else', async () => {
  const made = await world()
  const { ada, doctor, patient, support, admin, privacy, service, stranger, query } = made
  const next = await visit(made, ada)
  expect(rows(await query(patient, SHOWN))).toEqual([[ada, next]])
  expect(rows(await query(stranger, SHOWN))).toEqual([])
  for (const as of [support, admin, privacy, service] satisfies User[]) {
    const { body } = await query(as, SHOWN)
    expect([body.data.panel, body.errors[0].extensions.code]).toEqual([null, 'FORBIDDEN'])
  }
  // The same patients as on the list.
  const { body } = await query(doctor, '{ patients { nodes { id } } }')
  const ids = body.data.patients.nodes.map(({ id }: { id: string }) => id)
  expect(
    rows(await query(doctor, SHOWN))
      .map(([id]: [string]) => id)
      .sort(),
  ).toEqual(ids)
})

test('the place of a patient tells of a visit, and so is on record with it, and is explained to nobody who may not read it', async () => {
  const made = await world()
  const { ann, doctor, privacy, query, memory } = made
  const explain =
    '{ explainAccess(username: "doctor", operation: "{ panel { nodes { next { id } } } }") { path allow reason } }'
  const without = await copyOf(made)
  const next = await visit(made, ann)
  await query(doctor, '{ panel { nodes { __typename } } }')
  const records = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  expect(records.at(-1).disclosed.map(([, type, id]: [string, string, string]) => [type, id])).toContainEqual([
    'Encounter',
    next,
  ])
  // Those with nothing ahead are told of, too.
  expect(new Set(records.at(-1).disclosed.map(([patient]: [string]) => patient)).size).toBe(
    (await query(doctor, '{ panel { nodes { patient { id } } } }')).body.data.panel.nodes.length,
  )
  const told = await query(privacy, explain)
  expect(told.status).toBe(200)
  expect(told.text).toBe((await without.query(without.privacy, explain)).text)
})

test('a list of more than a hundred patients is refused, whoever does not exist not counted', async () => {
  const made = await world()
  const { north, dora, doctor, query, write } = made
  const add = async (i: number, hidden = false) => {
    const rules = [{ type: 'DENY', roles: ['DOCTOR'], classes: ['NAME'] }]
    const consents = hidden ? { consents: [{ id: 'a'.repeat(26), rules }] } : {}
    const content = { name: [{ family: `F${i}` }], ...consents }
    const patient = await write(north, { type: 'Patient', name: `p${i}`, content })
    await treat(made, north, { patient, actor: dora, start: NOW - HOUR })
  }
  for (let i = 0; i < 96; i += 1) await add(i)
  await add(96, true)
  expect(rows(await query(doctor, SHOWN))).toHaveLength(100)
  await add(97)
  const { status, body } = await query(doctor, SHOWN)
  expect([status, body.errors[0]]).toMatchObject([
    400,
    { message: 'The list has more than 100 patients.', extensions: { code: 'LIMIT_EXCEEDED' } },
  ])
})
