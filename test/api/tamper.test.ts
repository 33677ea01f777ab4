import { createHandler, memoryWall } from '@wardgraph/api'
import type { TableName } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { createVault, memoryKeyProvider } from '@wardgraph/vault'
import { beforeEach, expect, test, vi } from 'vitest'
import { send, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import type { Recorded } from './faults.fixture.ts'

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true) // failures are logged
})

const NOBODY = '000000000000'
const INTERNAL = { message: 'Something went wrong.', extensions: { code: 'INTERNAL' } }

/** The ward as a cold handler finds it, with one row of its tables holding what another held. */
async function tamperedWard() {
  const provider = memoryKeyProvider()
  const made = await ward({ provider })
  const { memory, services, north } = made
  /** The first row of a table whose keys are like this. */
  const like = (table: string, keys: RegExp) => {
    const found = memory.rows().find((one) => one.table === table && keys.test(`${one.row.pk} ${one.row.sk}`))
    if (found === undefined) throw new Error('there is no such row')
    return found
  }
  /** The reply, and the one record of it. */
  async function ask(user: User | null, query: string) {
    const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
    const handler = createHandler(memoryWall({ ...services, vault }))
    const request = crypto.randomUUID()
    const headers = user === null ? {} : { authorization: `Bearer ${user.token}` }
    const { status, body, text } = await send(handler, { headers, body: JSON.stringify({ query }), request })
    const records = memory.rows().flatMap(({ table, row }): (Recorded & { readonly opened: number })[] => {
      const record = table === 'audit' ? JSON.parse(String(row.r)) : {}
      return record.request === request ? [record] : []
    })
    expect(records.length).toBeLessThan(2)
    return { status, body, text, code: body.errors?.[0].extensions.code ?? 'OK', record: records[0] }
  }
  const put = (table: TableName, row: Row) =>
    memory.transact([{ do: 'put', table, row }], { token: crypto.randomUUID() })
  /** Lets a row hold what another holds, until that is taken back. */
  async function mix(table: TableName, at: string, held: string) {
    const { row } = like(table, new RegExp(at))
    const { pk, sk } = row
    await put(table, { ...like(table, new RegExp(held)).row, pk: String(pk), sk: String(sk) })
    return () => put(table, row)
  }
  return { ...made, like, ask, mix, tenant: north.tenant }
}

/** Where the rows are, whose place they take, who asks, what; whose trail has the record; whether a part is opened before. */
type Case = readonly [table: TableName, at: string, held: string, as: User, ask: string, on: string, before?: 'OPENED']

test('a row that holds what another row held is refused, without data and on record as damage', async () => {
  const made = await tamperedWard()
  const { ada, ben, dora, nils, nurse, doctor, support, tenant, north, south, ask, mix } = made
  const contact = (version: number, key: string) =>
    `mutation { updatePatientContact(input: { patient: "${ada}", expectedVersion: ${version}, idempotencyKey: "${key}", telecom: [] }) { patient { version } } }`
  const wish = (key: string) => `${tenant}#I#${north.sessionHash(`${support.person} ${key}`)} `
  for (const [version, key] of [
    [1, 'one'],
    [2, 'two'],
  ] as const)
    expect((await ask(support, contact(version, key))).code).toBe('OK')
  const note = `mutation { recordObservation(input: { patient: "${ada}", idempotencyKey: "NEW", code: { text: "Pain" }, valueString: "mild" }) { observation { id } } }`
  const chart = `{ patient(id: "${ada}") { id observations { nodes { id } } } }`
  const cursors = `{ patient(id: "${ada}") { observations { edges { cursor } } } }`
  const performers = `{ patient(id: "${ada}") { observations { nodes { performer { name { family } } } } } }`
  const search = '{ patients(mrn: "MRN-00012345") { edges { cursor } } }'
  const list = '{ patients { pageInfo { endCursor } } }'
  const me = '{ me { role } }'
  const records = [...made.memory.rows()].filter(({ row }) => String(row.sk).startsWith('R#ob#'))
  const [one, two] = records.map(({ row }) => `#P#${ada} ${row.sk}$`)
  const cases: readonly Case[] = [
    ['records', `#P#${ada} A$`, `#P#${ben} A$`, nurse, chart, tenant],
    ['records', `#P#${ada} A$`, `${south.tenant}#P#.* A$`, nurse, chart, tenant],
    ['records', `#P#${ada} A$`, `#P#${ada} H#P#.*1$`, nurse, chart, tenant],
    ['records', `#P#${ada} A$`, `#P#${ben} A$`, doctor, note, tenant],
    ['records', String(one), String(two), nurse, chart, tenant, 'OPENED'],
    ['records', String(one), String(two), nurse, cursors, tenant, 'OPENED'],
    ['records', `#${dora} A$`, `#${nils} A$`, nurse, performers, tenant, 'OPENED'],
    ['directory', `#P#${ben} S#${dora}$`, `#P#${ada} S#${dora}$`, doctor, chart.replace(ada, ben), tenant],
    ['directory', `#U#${dora} P#${ben}$`, `#U#${dora} P#${ada}$`, doctor, list, tenant],
    ['directory', `#X#MRN\\.1#\\S+ ${ada}$`, `#X#FAMILY_BIRTHDATE\\.1#\\S+ ${ben}$`, doctor, search, tenant],
    ['directory', `#U#${nurse.person} A#m#`, `#U#${doctor.person} A#m#`, nurse, me, NOBODY],
    ['directory', `^${tenant}#T rules$`, `^${south.tenant}#T rules$`, nurse, me, NOBODY],
    ['keys', `#K#P#${ada} -$`, `#K#P#${ben} -$`, nurse, chart, tenant],
    ['keys', `#K#P#${ada} -$`, `#K#P#${ben} -$`, doctor, note, tenant],
    ...['root#1', 'id', 'shift', 'ix#1'].map(
      (sk): Case => ['keys', `^${tenant}#K ${sk}$`, `^${south.tenant}#K ${sk}$`, nurse, me, NOBODY],
    ),
    ['sessions', wish('one'), wish('two'), support, contact(1, 'one'), tenant, 'OPENED'],
  ]
  for (const [table, at, held, user, document, on, before] of cases) {
    const whole = await ask(user, document.replace('NEW', crypto.randomUUID()))
    expect([at, whole.code]).not.toEqual([at, 'INTERNAL'])
    const opened = (await ask(user, me)).record?.opened
    const undo = await mix(table, at, held)
    const rows = made.memory.rows().filter((row) => row.table !== 'audit').length
    const { status, body, record } = await ask(user, document.replace('NEW', crypto.randomUUID()))
    expect([at, status, Object.keys(body)]).toEqual([at, 500, ['errors']])
    for (const error of body.errors) expect([at, error]).toEqual([at, expect.objectContaining(INTERNAL)])
    expect([at, record?.tenant, record?.outcome, record?.changed]).toEqual([at, on, 'INTEGRITY', []])
    expect([at, record?.disclosed.flatMap(([, , , fields]) => fields)]).toEqual([at, []])
    // Of staff their own name is opened, to be compared with that of whoever they look at.
    const own = on === NOBODY ? 0 : opened
    if (before === undefined) expect([at, record?.disclosed, record?.opened]).toEqual([at, [], own])
    // What may have grown is the registry of chains.
    expect(made.memory.rows().filter((row) => row.table !== 'audit').length - rows).toBeLessThan(2)
    await undo()
    expect([at, (await ask(user, document.replace('NEW', crypto.randomUUID()))).code]).toEqual([at, whole.code])
  }
})

test('an explanation that comes upon damage is on record as that', async () => {
  const { ada, ben, privacy, tenant, ask, mix } = await tamperedWard()
  const chart = JSON.stringify(`{ patient(id: "${ada}") { name { family } } }`)
  const explain = `{ explainAccess(username: "nurse", operation: ${chart}) { path allow } }`
  expect((await ask(privacy, explain)).code).toBe('OK')
  await mix('records', `#P#${ada} A$`, `#P#${ben} A$`)
  const { code, record } = await ask(privacy, explain)
  expect([code, record?.tenant, record?.outcome]).toEqual(['INTERNAL', tenant, 'INTEGRITY'])
})

test('where the keys of the trail of nobody are damaged, what has no tenant is refused without a record', async () => {
  const { nurse, tenant, ask, mix } = await tamperedWard()
  await mix('keys', `^${NOBODY}#K root#1$`, `^${tenant}#K root#1$`)
  const { status, code, record } = await ask(null, '{ me { role } }')
  expect([status, code, record]).toEqual([503, 'AUDIT_UNAVAILABLE', undefined])
  expect((await ask(nurse, '{ me { role } }')).record?.outcome).toBe('OK')
})
